import type { DeadLetter, Message } from '../../../engine/message-bus.ts';
import type { SqliteFile } from '../sqlite.ts';

export type QueuedMessage = { readonly number: number; readonly message: Message; readonly attempt: number };

type WaitingRow = [number: number, id: string, routingKey: string, body: string, attempts: number];
type DeadRow = [id: string, routingKey: string, body: string, error: string, attempts: number, at: string];

/** What the main thread reads of the queues in durable.db. */
export function queueReads(file: SqliteFile) {
  const due = file.prepareArrays<WaitingRow>(
    `SELECT number, message_id, routing_key, body, attempts FROM messages
     WHERE queue = ? AND state = 'waiting' AND due_at <= ? ORDER BY due_at, number LIMIT ?`,
  );
  const nextDue = file.prepareArrays<[number | null]>(
    `SELECT min(due_at) FROM messages WHERE queue = ? AND state = 'waiting' AND due_at > ?`,
  );
  const dead = file.prepareArrays<DeadRow>(
    `SELECT message_id, routing_key, body, error, attempts, died_at FROM messages
     WHERE queue = ? AND state = 'dead' ORDER BY number`,
  );

  return {
    due: (queue: string, now: number, limit: number): readonly QueuedMessage[] =>
      due.all(queue, now, limit).map(([number, id, routingKey, body, attempts]) => ({
        number,
        message: messageOf(id, routingKey, body),
        attempt: attempts + 1,
      })),
    /** When the first message that waits for a later attempt is due; null when none does. */
    nextDue: (queue: string, now: number): number | null => nextDue.get(queue, now)![0],
    dead: (queue: string): readonly DeadLetter[] =>
      dead.all(queue).map(([id, routingKey, body, error, attempts, at]) => ({
        message: messageOf(id, routingKey, body),
        queue,
        error,
        attempts,
        at,
      })),
  };
}

function messageOf(id: string, routingKey: string, body: string): Message {
  return { id, routingKey, body: JSON.parse(body) as Message['body'] };
}
