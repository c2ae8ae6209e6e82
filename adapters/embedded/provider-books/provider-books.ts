import { join } from 'node:path';
import type { BookedPayment, ProviderBooks, ProviderBooksWriting } from '../../../engine/outside/provider-books.ts';
import { SqliteFile } from '../sqlite.ts';
import { columns, paymentOf, rowOf, schema, type PaymentRow } from './payment-row.ts';

type Job = { run(): void; done(): void; failed(error: unknown): void };

/** The simulated provider's books in a file of their own; changes that come together share one synced commit. */
export class EmbeddedProviderBooks implements ProviderBooks {
  private readonly file: SqliteFile;
  private readonly sql: ReturnType<typeof statements>;
  private readonly waiting: Job[] = [];
  private readonly writing: ProviderBooksWriting;

  /** Makes `provider.db` in an existing folder when it is missing. */
  constructor(dir: string) {
    this.file = new SqliteFile(join(dir, 'provider.db'), 'durable');
    this.file.exec(schema);
    const sql = statements(this.file);
    this.sql = sql;
    this.writing = {
      write(payment) {
        const row = rowOf(payment);
        sql.write.run(...columns.map((column) => row[column]));
      },
      writeRefund: (paymentId, refundId, amount) => void sql.writeRefund.run(paymentId, refundId, amount),
    };
  }

  find(paymentId: string): BookedPayment | null {
    const row = this.sql.find.get(paymentId);
    return row === undefined ? null : paymentOf(row);
  }

  page(afterId: string, limit: number): readonly BookedPayment[] {
    return this.sql.page.all(afterId, limit).map(paymentOf);
  }

  unanswered(): readonly BookedPayment[] {
    return this.sql.unanswered.all().map(paymentOf);
  }

  isRefunded(paymentId: string, refundId: string): boolean {
    return this.sql.refund.get(paymentId, refundId) !== undefined;
  }

  change<Result>(work: (writing: ProviderBooksWriting) => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: Result;
      const run = () => void (result = work(this.writing));
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
    find: file.prepare<PaymentRow>('SELECT * FROM payments WHERE payment_id = ?'),
    page: file.prepare<PaymentRow>('SELECT * FROM payments WHERE payment_id > ? ORDER BY payment_id LIMIT ?'),
    unanswered: file.prepare<PaymentRow>("SELECT * FROM payments WHERE status = 'pending' AND answers_at IS NOT NULL"),
    write: file.prepare(
      `INSERT OR REPLACE INTO payments (${columns.join()}) VALUES (${columns.map(() => '?').join()})`,
    ),
    refund: file.prepare<{ amount: number }>('SELECT amount FROM refunds WHERE payment_id = ? AND refund_id = ?'),
    writeRefund: file.prepare('INSERT INTO refunds VALUES (?, ?, ?)'),
  };
}
