import type { DeadLetter, Message } from '../../../engine/reactions/message-bus.ts';
import type { SqliteFile } from '../sqlite.ts';

export type QueuedMessage = { readonly number: number; readonly message: Message; readonly attempt: number };

type MessageRow = [id: string, routingKey: string, body: string, subject: string | null];
type WaitingRow = [number: number, attempts: number, ...MessageRow];
type DeadRow = [error: string, attempts: number, at: string, ...MessageRow];

/** What the main thread reads of the queues in durable.db. */
export function queueReads(file: SqliteFile) {
  const due = file.prepareArrays<WaitingRow>(
    `SELECT number, attempts, message_id, routing_key, body, subject FROM messages
     WHERE queue = ? AND state = 'waiting' AND due_at <= ? ORDER BY due_at, number LIMIT ?`,
  );
  const nextDue = file.prepareArrays<[number | null]>(
    `SELECT min(due_at) FROM messages WHERE queue = ? AND state = 'waiting' AND due_at > ?`,
  );
  const dead = file.prepareArrays<DeadRow>(
    `SELECT error, attempts, died_at, message_id, routing_key, body, subject FROM messages
     WHERE queue = ? AND state = 'dead' ORDER BY number`,
  );

  return {
    due: (queue: string, now: number, limit: number): readonly QueuedMessage[] =>
      due.all(queue, now, limit).map(([number, attempts, ...message]) => ({
        number,
        message: messageOf(message),
        attempt: attempts + 1,
      })),
    /** When the first message that waits for a later attempt is due; null when none does. */
    nextDue: (queue: string, now: number): number | null => nextDue.get(queue, now)![0],
    dead: (queue: string): readonly DeadLetter[] =>
      dead.all(queue).map(([error, attempts, at, ...message]) => ({
        message: messageOf(message),
        queue,
        error,
        attempts,
        at,
      })),
  };
}

function messageOf([id, routingKey, body, subject]: MessageRow): Message {
  return { id, routingKey, body: JSON.parse(body) as Message['body'], ...(subject === null ? {} : { subject }) };
}
