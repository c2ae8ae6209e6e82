import { SqliteFile } from '../embedded/sqlite.ts';

export type BookRow = {
  readonly payment_id: string;
  readonly status: 'pending' | 'authorized' | 'declined' | 'voided' | 'captured';
  readonly amount: number;
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
  readonly reason: string | null;
  /** Milliseconds since 1970 when a pending payment is answered; null: never. */
  readonly answers_at: number | null;
  /** 1: voided as soon as it is answered. */
  readonly void_asked: number;
  readonly capture_failures: number;
  readonly void_failures: number;
  readonly refund_failures: number;
};

const columns = [
  'payment_id',
  'status',
  'amount',
  'currency',
  'captured',
  'refunded',
  'reason',
  'answers_at',
  'void_asked',
  'capture_failures',
  'void_failures',
  'refund_failures',
] as const satisfies readonly (keyof BookRow)[];

const schema = `
  CREATE TABLE IF NOT EXISTS payments (
    payment_id TEXT PRIMARY KEY, status TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    captured INTEGER NOT NULL, refunded INTEGER NOT NULL, reason TEXT, answers_at INTEGER,
    void_asked INTEGER NOT NULL, capture_failures INTEGER NOT NULL, void_failures INTEGER NOT NULL,
    refund_failures INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS refunds (
    payment_id TEXT NOT NULL, refund_id TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (payment_id, refund_id)
  ) STRICT, WITHOUT ROWID`;

type Job = { run(): void; done(): void; failed(error: unknown): void };

/** The provider's books in a SQLite file of their own; changes that come together share one synced commit. */
export class Books {
  private readonly file: SqliteFile;
  private readonly sql: ReturnType<typeof statements>;
  private readonly waiting: Job[] = [];

  constructor(path: string) {
    this.file = new SqliteFile(path, 'durable');
    this.file.exec(schema);
    this.sql = statements(this.file);
  }

  find(paymentId: string): BookRow | undefined {
    return this.sql.find.get(paymentId);
  }

  page(afterId: string, limit: number): BookRow[] {
    return this.sql.page.all(afterId, limit);
  }

  unanswered(): BookRow[] {
    return this.sql.unanswered.all();
  }

  write(row: BookRow): void {
    this.sql.write.run(...columns.map((column) => row[column]));
  }

  refund(paymentId: string, refundId: string): { readonly amount: number } | undefined {
    return this.sql.refund.get(paymentId, refundId);
  }

  writeRefund(paymentId: string, refundId: string, amount: number): void {
    this.sql.writeRefund.run(paymentId, refundId, amount);
  }

  /** Runs `work` inside the next commit; answers when that is on disk. */
  change<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: Result;
      const run = () => void (result = work());
      this.waiting.push({ run, done: () => resolve(result), failed: reject });
      if (this.waiting.length === 1) setImmediate(() => this.commit());
    });
  }

  close(): void {
    this.commit();
    this.file.close();
  }

  private commit(): void {
    const jobs = this.waiting.splice(0);
    if (jobs.length === 0) return;
    try {
      this.file.transaction(() => jobs.forEach((job) => job.run()));
      jobs.forEach((job) => job.done());
    } catch (error) {
      jobs.forEach((job) => job.failed(error));
    }
  }
}

function statements(file: SqliteFile) {
  return {
    find: file.prepare<BookRow>('SELECT * FROM payments WHERE payment_id = ?'),
    page: file.prepare<BookRow>('SELECT * FROM payments WHERE payment_id > ? ORDER BY payment_id LIMIT ?'),
    unanswered: file.prepare<BookRow>("SELECT * FROM payments WHERE status = 'pending' AND answers_at IS NOT NULL"),
    write: file.prepare(
      `INSERT OR REPLACE INTO payments (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
    ),
    refund: file.prepare<{ amount: number }>('SELECT amount FROM refunds WHERE payment_id = ? AND refund_id = ?'),
    writeRefund: file.prepare('INSERT INTO refunds VALUES (?, ?, ?)'),
  };
}
