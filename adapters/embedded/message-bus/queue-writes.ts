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
  CREATE INDEX IF NOT EXISTS messages_by_expiry ON messages (expires_at);
  CREATE TABLE IF NOT EXISTS purged_subjects (subject TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;`;

/** Also how long a settled message's id is remembered, so that a repeated publication of it is harmless. */
const keptMs = 7 * 24 * 60 * 60 * 1_000;

/** What the writer thread does with the queues of durable.db. */
export function queueWrites(file: SqliteFile) {
  file.exec(schema);
  addSubjects(file);
  const putQueue = file.prepare('INSERT OR REPLACE INTO queues VALUES (?, ?)');
  const allQueues = file.prepareArrays<[queue: string, bindings: string]>('SELECT queue, bindings FROM queues');
  const enqueue = file.prepare(
    `INSERT INTO messages (queue, message_id, state, routing_key, body, attempts, due_at, expires_at, subject)
     VALUES (?, ?, 'waiting', ?, ?, 0, ?, ?, ?) ON CONFLICT (queue, message_id) DO NOTHING`,
  );
  const settle = file.prepare(
    `UPDATE messages SET state = 'settled', body = NULL, error = NULL, subject = NULL, expires_at = ? WHERE number = ?`,
  );
  const retry = file.prepare('UPDATE messages SET attempts = attempts + 1, due_at = ?, error = ? WHERE number = ?');
  const bury = file.prepare(
    `UPDATE messages SET state = 'dead', attempts = attempts + 1, error = ?, died_at = ?, expires_at = ?
     WHERE number = ?`,
  );
  const expire = file.prepare(
    'DELETE FROM messages WHERE number IN (SELECT number FROM messages WHERE expires_at <= ? LIMIT ?)',
  );
  const isPurged = file.prepareArrays<[number]>('SELECT 1 FROM purged_subjects WHERE subject = ?');
  const remember = file.prepare('INSERT INTO purged_subjects VALUES (?) ON CONFLICT DO NOTHING');
  const removeOf = file.prepare('DELETE FROM messages WHERE subject = ?');

  return {
    declareQueue(queue: string, bindings: readonly string[]): void {
      putQueue.run(queue, JSON.stringify(bindings));
    },
    /** Into every bound queue that has not had it; answers which these are, null when its subject was purged. */
    publishMessage(id: string, routingKey: string, body: string, subject: string | null): readonly string[] | null {
      if (subject !== null && isPurged.get(subject) !== undefined) return null;
      const now = Date.now();
      return allQueues
        .all()
        .filter(([, bindings]) => (JSON.parse(bindings) as string[]).some((each) => topicMatches(each, routingKey)))
        .filter(([queue]) => enqueue.run(queue, id, routingKey, body, now, now + keptMs, subject).changes > 0)
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
    purgeMessages(subject: string): void {
      remember.run(subject);
      removeOf.run(subject);
    },
    /** Removes what is older than a queue keeps, at most `limit` rows. */
    sweepMessages(limit: number): number {
      return expire.run(Date.now(), limit).changes;
    },
  };
}

/** The first folders were made without: of whom a message tells something personal. */
function addSubjects(file: SqliteFile): void {
  const known = file.prepareArrays("SELECT 1 FROM pragma_table_info('messages') WHERE name = 'subject'").get();
  if (known === undefined) file.exec('ALTER TABLE messages ADD COLUMN subject TEXT');
  file.exec('CREATE INDEX IF NOT EXISTS messages_by_subject ON messages (subject) WHERE subject IS NOT NULL');
}
