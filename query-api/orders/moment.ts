import { instantOf, textParameter } from '../../http/list-parameters.ts';
import type { Query as QueryString } from '../../http/list-parameters.ts';
import { Problem } from '../../http/problem.ts';

/** A point in an order's life, inclusive: up to a revision of its stream, or up to an instant. */
export type Moment = { readonly revision: number } | { readonly time: string };

/** `?at=`: a revision or an RFC 3339 time; undefined when absent; 400 for anything else. */
export function momentIn(query: QueryString): Moment | undefined {
  const text = textParameter(query, 'at');
  if (text === undefined) return undefined;
  if (/^(0|[1-9][0-9]{0,14})$/.test(text)) return { revision: Number(text) };
  const time = instantOf(text);
  if (time === null) {
    throw Problem.invalid({ pointer: '/at', message: 'at must be a revision or an RFC 3339 time.' });
  }
  return { time };
}

/** True for an event that came after the moment. */
export function isAfter(moment: Moment, event: { readonly revision: number; readonly time: string }): boolean {
  return 'revision' in moment ? event.revision > moment.revision : event.time > moment.time;
}
