import { backup, DatabaseSync } from '@photostructure/sqlite';
import { OutcomeUnknown, StoreUnavailable } from '../../engine/log/event-store.ts';

/**
 * How a file is used. `durable`: a commit is on disk when it returns. `disposable`: a power cut may take the newest
 * commits, never tear one. `read-only`: sees every commit of the other connections; the file must exist.
 */
type SqliteUse = 'durable' | 'disposable' | 'read-only';

export type SqlValue = string | number | bigint | null | Uint8Array;

export type SqlStatement<Row> = {
  all(...values: readonly SqlValue[]): Row[];
  get(...values: readonly SqlValue[]): Row | undefined;
  run(...values: readonly SqlValue[]): { readonly changes: number };
};

/** How long a lock of another connection is waited for. */
const lockPatienceMs = 5_000;

/**
 * One connection to one SQLite file; the only place that knows the driver. Full disks, I/O errors, locks,
 * read-only and closed files throw StoreUnavailable; anything else is a mistake of ours and passes through.
 */
export class SqliteFile {
  private readonly database: InstanceType<typeof DatabaseSync>;
  private closed = false;

  constructor(path: string, use: SqliteUse) {
    this.database = available(() => new DatabaseSync(path, { readOnly: use === 'read-only', timeout: lockPatienceMs }));
    try {
      if (use !== 'read-only') this.exec('PRAGMA journal_mode = WAL');
      if (use === 'durable') this.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000');
      if (use === 'disposable') this.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000');
      // Deleted rows are overwritten with zeros: what was erased must not be found in the file.
      this.exec('PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY');
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  get isClosed(): boolean {
    return this.closed;
  }

  exec(sql: string): void {
    this.assertOpen();
    available(() => this.database.exec(sql));
  }

  /** Rows as objects. */
  prepare<Row>(sql: string): SqlStatement<Row> {
    return this.statement<Row>(sql, false);
  }

  /** Rows as arrays, which read about twice as fast. */
  prepareArrays<Row extends readonly unknown[]>(sql: string): SqlStatement<Row> {
    return this.statement<Row>(sql, true);
  }

  /** Runs `work` in one write transaction; a throw rolls all of it back. */
  transaction<Result>(work: () => Result): Result {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.commit();
      return result;
    } catch (error) {
      // A full disk has rolled back already.
      if (this.database.isTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  /**
   * Moves the write-ahead log into the file and empties it, so that nothing erased is left in it. Throws
   * StoreUnavailable when readers do not let go of it in time.
   */
  truncateLog(patienceMs = lockPatienceMs): void {
    this.exec(`PRAGMA busy_timeout = ${patienceMs}`);
    try {
      const row = this.prepare<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)').get();
      if (row?.busy !== 0) throw new StoreUnavailable('embedded store: readers kept the write-ahead log open');
    } finally {
      this.exec(`PRAGMA busy_timeout = ${lockPatienceMs}`);
    }
  }

  /** Copies the file, as this connection sees it, to a new one, a few pages at a time. */
  async copyTo(path: string, progress: (pagesDone: number, pages: number) => void): Promise<void> {
    this.assertOpen();
    const told = ({ totalPages, remainingPages }: { totalPages: number; remainingPages: number }) =>
      progress(totalPages - remainingPages, totalPages);
    try {
      await backup(this.database, path, { rate: pagesAtOnce, progress: told });
    } catch (error) {
      throw translated(error);
    }
  }

  close(): void {
    if (!this.closed) this.database.close();
    this.closed = true;
  }

  private assertOpen(): void {
    if (this.closed) throw new StoreUnavailable('embedded store: closed');
  }

  private commit(): void {
    try {
      this.database.exec('COMMIT');
    } catch (error) {
      // After a failed sync the commit may or may not be found at the next start.
      if (failedSyncs.has(codeOf(error))) throw new OutcomeUnknown('embedded store: disk I/O error', { cause: error });
      throw translated(error);
    }
  }

  private statement<Row>(sql: string, returnArrays: boolean): SqlStatement<Row> {
    const statement = available(() => this.database.prepare(sql, { returnArrays }));
    const use = <Result>(work: () => Result): Result => {
      this.assertOpen();
      return available(work);
    };
    return {
      all: (...values) => use(() => (values.some(hasNul) ? [] : (statement.all(...values) as Row[]))),
      get: (...values) => use(() => (values.some(hasNul) ? undefined : (statement.get(...values) as Row | undefined))),
      run: (...values) => {
        if (values.some(hasNul)) throw new TypeError('a stored text must not contain NUL');
        return use(() => ({ changes: statement.run(...values).changes }));
      },
    };
  }
}

/** The driver cuts bound texts at NUL, silently. Here they are never stored and so never found. JSON text has none. */
function hasNul(value: SqlValue): boolean {
  return typeof value === 'string' && value.includes('\0');
}

/**
 * Locks a file for this process until released, or throws StoreUnavailable when another holds it. The operating system
 * drops the lock when the process dies, however it dies.
 */
export function lockFile(path: string): { release(): void } {
  return available(() => {
    const database = new DatabaseSync(path, { timeout: 0 });
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      throw error;
    }
    return { release: () => database.close() };
  });
}

/** 1 MiB of a database that is copied. */
const pagesAtOnce = 256;

/** SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC. */
const failedSyncs = new Set([1034, 1290]);

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that mean: not now, and nothing has changed. */
const unavailableCodes = new Map([
  [5, 'the file is locked'],
  [6, 'the table is locked'],
  [8, 'the file is read-only'],
  [10, 'disk I/O error'],
  [13, 'the disk is full'],
  [14, 'the file cannot be opened'],
]);

function available<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw translated(error);
  }
}

/** The extended result code; 0 when the error is not SQLite's. */
function codeOf(error: unknown): number {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code : 0;
}

function translated(error: unknown): unknown {
  const reason = unavailableCodes.get(codeOf(error) & 0xff);
  return reason === undefined ? error : new StoreUnavailable(`embedded store: ${reason}`, { cause: error });
}
