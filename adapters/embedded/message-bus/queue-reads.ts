import type { DeadLetter, Message } from '../../../engine/reactions/message-bus.ts';
import type { SqliteFile } from '../sqlite.ts';

export type QueuedMessage = { readonly number: number; readonly message: Message; readonly attempt: number };
export type QueuedDeadLetter = { readonly number: number; readonly letter: DeadLetter };
/** As an earlier release left it, which did not keep where its event stands. */
export type EarlierMessage = { readonly number: number; readonly message: Omit<Message, 'position'> };

type MessageRow = [id: string, routingKey: string, body: string, position: string];
type WaitingRow = [number: number, attempts: number, ...MessageRow];
type DeadRow = [number: number, queue: string, error: string, attempts: number, at: string, ...MessageRow];
type EarlierRow = [number: number, id: string, routingKey: string, body: string];

const message = 'message_id, routing_key, body, position';

/** What the main thread reads of the queues in durable.db. */
export function queueReads(file: SqliteFile) {
  const due = file.prepareArrays<WaitingRow>(
    `SELECT number, attempts, ${message} FROM messages
     WHERE queue = ? AND state = 'waiting' AND due_at <= ? ORDER BY due_at, number LIMIT ?`,
  );
  const nextDue = file.prepareArrays<[number | null]>(
    `SELECT min(due_at) FROM messages WHERE queue = ? AND state = 'waiting' AND due_at > ?`,
  );
  const dead = file.prepareArrays<DeadRow>(
    `SELECT number, queue, error, attempts, died_at, ${message} FROM messages
     WHERE state = 'dead' ORDER BY number LIMIT ?`,
  );
  const earlier = file.prepareArrays<EarlierRow>(
    `SELECT number, message_id, routing_key, body FROM messages
     WHERE position IS NULL AND state <> 'settled' AND number > ? ORDER BY number LIMIT ?`,
  );

  return {
    due: (queue: string, now: number, limit: number): readonly QueuedMessage[] =>
      due.all(queue, now, limit).map(([number, attempts, ...row]) => ({
        number,
        message: messageOf(row),
        attempt: attempts + 1,
      })),
    /** When the first message that waits for a later attempt is due; null when none does. */
    nextDue: (queue: string, now: number): number | null => nextDue.get(queue, now)![0],
    dead: (limit: number): readonly QueuedDeadLetter[] =>
      dead.all(limit).map(([number, queue, error, attempts, at, ...row]) => ({
        number,
        letter: { message: messageOf(row), queue, error, attempts, at },
      })),
    earlier: (after: number, limit: number): readonly EarlierMessage[] =>
      earlier.all(after, limit).map(([number, id, routingKey, body]) => ({
        number,
        message: { id, routingKey, body: JSON.parse(body) as Message['body'] },
      })),
  };
}

function messageOf([id, routingKey, body, position]: MessageRow): Message {
  return { id, position: position as Message['position'], routingKey, body: JSON.parse(body) as Message['body'] };
}
