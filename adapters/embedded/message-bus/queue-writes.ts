import type { SqliteFile } from '../sqlite.ts';
import { topicMatches } from './topic.ts';

/** A waiting message is in its consumer's queue, a settled one is remembered by its id only, a dead one was given up. */
const schema = `
  CREATE TABLE IF NOT EXISTS queues (queue TEXT PRIMARY KEY, bindings TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY,
    queue TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'settled', 'dead')),
    routing_key TEXT NOT NULL,
    body TEXT,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    error TEXT,
    died_at TEXT,
    UNIQUE (queue, message_id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_due ON messages (queue, due_at, number) WHERE state = 'waiting';
  CREATE INDEX IF NOT EXISTS messages_dead ON messages (queue, number) WHERE state = 'dead';
  CREATE INDEX IF NOT EXISTS messages_by_expiry ON messages (expires_at);`;

/** Also how long a settled message's id is remembered, so that a repeated publication of it is harmless. */
const keptMs = 7 * 24 * 60 * 60 * 1_000;

/** What the writer thread does with the queues of durable.db. */
export function queueWrites(file: SqliteFile) {
  file.exec(schema);
  addPositions(file);
  const putQueue = file.prepare('INSERT OR REPLACE INTO queues VALUES (?, ?)');
  const allQueues = file.prepareArrays<[queue: string, bindings: string]>('SELECT queue, bindings FROM queues');
  const enqueue = file.prepare(
    `INSERT INTO messages (queue, message_id, state, routing_key, body, attempts, due_at, expires_at, position)
     VALUES (?, ?, 'waiting', ?, ?, 0, ?, ?, ?) ON CONFLICT (queue, message_id) DO NOTHING`,
  );
  const settle = file.prepare(
    `UPDATE messages SET state = 'settled', body = NULL, error = NULL, expires_at = ? WHERE number = ?`,
  );
  const retry = file.prepare('UPDATE messages SET attempts = attempts + 1, due_at = ?, error = ? WHERE number = ?');
  const bury = file.prepare(
    `UPDATE messages SET state = 'dead', attempts = attempts + 1, error = ?, died_at = ?, expires_at = ?
     WHERE number = ?`,
  );
  const ended = 'SELECT number FROM messages WHERE expires_at <= ? AND state = ';
  const forget = file.prepare(`DELETE FROM messages WHERE number IN (${ended} 'settled' LIMIT ?)`);
  const giveUp = file.prepare(
    `UPDATE messages SET state = 'dead', error = 'It was not taken within seven days', died_at = ?
     WHERE number IN (${ended} 'waiting' LIMIT ?)`,
  );
  const remove = file.prepare('DELETE FROM messages WHERE number = ?');
  const rewrite = file.prepare('UPDATE messages SET body = ?, position = ? WHERE number = ?');

  return {
    declareQueue(queue: string, bindings: readonly string[]): void {
      putQueue.run(queue, JSON.stringify(bindings));
    },
    /** Into every bound queue that has not had it; answers which these are. */
    publishMessage(id: string, routingKey: string, body: string, position: string): readonly string[] {
      const now = Date.now();
      return allQueues
        .all()
        .filter(([, bindings]) => (JSON.parse(bindings) as string[]).some((each) => topicMatches(each, routingKey)))
        .filter(([queue]) => enqueue.run(queue, id, routingKey, body, now, now + keptMs, position).changes > 0)
        .map(([queue]) => queue);
    },
    settleMessage(number: number): void {
      settle.run(Date.now() + keptMs, number);
    },
    retryMessage(number: number, dueAt: number, error: string): void {
      retry.run(dueAt, error, number);
    },
    buryMessage(number: number, at: string, error: string): void {
      bury.run(error, at, Date.now() + keptMs, number);
    },
    removeMessage(number: number): void {
      remove.run(number);
    },
    rewriteMessage(number: number, body: string, position: string): void {
      rewrite.run(body, position, number);
    },
    /** Forgets ids and gives messages up that are older than a queue keeps, at most `limit` of each; how many. */
    sweepMessages(limit: number): number {
      const now = Date.now();
      return giveUp.run(new Date(now).toISOString(), now, limit).changes + forget.run(now, limit).changes;
    },
  };
}

/** Earlier releases kept whom a message tells of, to remove it by, and not where its event stands. */
function addPositions(file: SqliteFile): void {
  const columns = file.prepareArrays<[string]>("SELECT name FROM pragma_table_info('messages')").all().flat();
  if (!columns.includes('position')) file.exec('ALTER TABLE messages ADD COLUMN position TEXT');
  file.exec('DROP INDEX IF EXISTS messages_by_subject; DROP TABLE IF EXISTS purged_subjects');
  if (columns.includes('subject')) file.exec('ALTER TABLE messages DROP COLUMN subject');
}
