import { instantOf, textParameter } from '../http/list-parameters.ts';
import type { Query as QueryString } from '../http/list-parameters.ts';
import { Problem } from '../http/problem.ts';

/** A point in the life of something, inclusive: up to a revision of its stream, or up to an instant. */
export type Moment = { readonly revision: number } | { readonly time: string };

/** A revision or an RFC 3339 time; null for anything else. */
export function parseMoment(text: string): Moment | null {
  if (/^(0|[1-9][0-9]{0,14})$/.test(text)) return { revision: Number(text) };
  const time = instantOf(text);
  return time === null ? null : { time };
}

/** `?at=`; undefined when absent; 400 for what is no moment. */
export function momentIn(query: QueryString): Moment | undefined {
  const text = textParameter(query, 'at');
  const moment = text === undefined ? undefined : parseMoment(text);
  if (moment === null) {
    throw Problem.invalid({ pointer: '/at', message: 'at must be a revision or an RFC 3339 time.' });
  }
  return moment;
}

/** True for an event that came after the moment. */
export function isAfter(moment: Moment, event: { readonly revision: number; readonly time: string }): boolean {
  return 'revision' in moment ? event.revision > moment.revision : event.time > moment.time;
}

/** How `?at=` is told of in the documentation. */
export const momentQuery = {
  at: { description: 'A revision or an RFC 3339 time, inclusive.', example: '2026-03-02T14:05:00Z' },
};
