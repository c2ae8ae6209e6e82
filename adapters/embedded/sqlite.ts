import { DatabaseSync } from '@photostructure/sqlite';
import { StoreUnavailable } from '../../engine/event-store.ts';

/**
 * How a file is used. `durable`: a commit is on disk when it returns. `disposable`: a power cut may take the newest
 * commits, never tear one. `read-only`: sees every commit of the other connections; the file must exist.
 */
export type SqliteUse = 'durable' | 'disposable' | 'read-only';

export type SqlValue = string | number | bigint | null | Uint8Array;

export type SqlStatement<Row> = {
  all(...values: readonly SqlValue[]): Row[];
  get(...values: readonly SqlValue[]): Row | undefined;
  run(...values: readonly SqlValue[]): { readonly changes: number };
};

/**
 * One connection to one SQLite file; the only place that knows the driver. Full disks, I/O errors, locks and
 * read-only files throw StoreUnavailable; anything else is a mistake of ours and passes through.
 */
export class SqliteFile {
  private readonly database: InstanceType<typeof DatabaseSync>;

  constructor(path: string, use: SqliteUse) {
    this.database = available(() => new DatabaseSync(path, { readOnly: use === 'read-only', timeout: 5_000 }));
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

  exec(sql: string): void {
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
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has rolled back already.
      if (this.database.isTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    if (this.database.isOpen) this.database.close();
  }

  private statement<Row>(sql: string, returnArrays: boolean): SqlStatement<Row> {
    const statement = available(() => this.database.prepare(sql, { returnArrays }));
    return {
      all: (...values) => available(() => statement.all(...bindable(values)) as Row[]),
      get: (...values) => available(() => (statement.get(...bindable(values)) ?? undefined) as Row | undefined),
      run: (...values) => available(() => ({ changes: statement.run(...bindable(values)).changes })),
    };
  }
}

/** The driver cuts bound strings at NUL, silently: refuse them. JSON text never has one. */
function bindable(values: readonly SqlValue[]): readonly SqlValue[] {
  for (const value of values) {
    if (typeof value === 'string' && value.includes('\0')) throw new TypeError('a stored text must not contain NUL');
  }
  return values;
}

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
    const code = (error as { errcode?: unknown }).errcode;
    const reason = typeof code === 'number' ? unavailableCodes.get(code & 0xff) : undefined;
    if (reason === undefined) throw error;
    throw new StoreUnavailable(`embedded store: ${reason}`, { cause: error });
  }
}
