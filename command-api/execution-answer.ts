import type { Event } from '../engine/log/event.ts';
import type { Execution } from '../engine/commands/executor.ts';
import { Answer } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import { refusal, type CommandRefusal } from './refusals.ts';

export type Accepted<E extends Event = Event> = Extract<Execution<E>, { outcome: 'accepted' }>;

const othersChange = 'Others change it at the same time; try again.';

/** Unwraps what was accepted; throws the problem that any other outcome means. */
export function accepted<E extends Event>(execution: Execution<E, CommandRefusal>): Accepted<E> {
  switch (execution.outcome) {
    case 'accepted':
      return execution;
    case 'rejected':
      throw refusal(execution.code, execution.details);
    case 'revision-mismatch':
      throw new Problem('revision-mismatch', `It is at revision ${execution.currentRevision} now.`, {
        members: { currentRevision: execution.currentRevision },
        headers: { ETag: `"${execution.currentRevision}"` },
      });
    case 'key-reused':
      throw new Problem('idempotency-key-reused', 'This key came with another request before.');
    case 'concurrent-change':
      throw refusal('concurrent-change', { message: othersChange }, { 'Retry-After': '1' });
  }
}

/** The headers of a command's success; `revision` null: there is not one revision. */
export function commandHeaders(position: string, revision: number | null): Readonly<Record<string, string>> {
  return { Position: position, ...(revision === null ? {} : { ETag: `"${revision}"` }) };
}

/** 200 (or 201 …) with `{id, revision, position}` and what else is named. */
export function commandAnswer(
  id: string,
  { revision, position }: Pick<Accepted, 'revision' | 'position'>,
  options: { readonly status?: number; readonly members?: object; readonly location?: string } = {},
): Answer {
  return new Answer(
    options.status ?? 200,
    { id, ...options.members, revision, position },
    {
      ...commandHeaders(position, revision),
      ...(options.location === undefined ? {} : { Location: options.location }),
    },
  );
}

/** 204 with `Position`. */
export function emptyAnswer({ revision, position }: Pick<Accepted, 'revision' | 'position'>): Answer {
  return new Answer(204, null, commandHeaders(position, revision));
}
