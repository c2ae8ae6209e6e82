import type { KeyValue } from '../../engine/stores/key-value.ts';

/** A payment the provider has not answered yet, and the event that asked for it. */
export type PendingPayment = {
  readonly orderId: string;
  readonly causationId: string;
  readonly correlationId: string;
  /** Its void was asked for and waits for the answer too. */
  readonly givenUp: boolean;
};

const prefix = 'pending-payment:';
const pageSize = 200;

/** Payments without an answer, kept until there is one, so that they are found again after a restart. */
export class PendingPayments {
  constructor(private readonly keyValue: KeyValue) {}

  async add(payment: PendingPayment): Promise<void> {
    await this.keyValue.set(prefix + payment.orderId, JSON.stringify(payment));
  }

  async find(orderId: string): Promise<PendingPayment | null> {
    const text = await this.keyValue.get(prefix + orderId);
    return text === null ? null : (JSON.parse(text) as PendingPayment);
  }

  async remove(orderId: string): Promise<void> {
    await this.keyValue.delete(prefix + orderId);
  }

  async *all(): AsyncIterable<PendingPayment> {
    let after: string | undefined;
    for (;;) {
      const page = await this.keyValue.scan(prefix, pageSize, after);
      for (const entry of page) yield JSON.parse(entry.value) as PendingPayment;
      if (page.length < pageSize) return;
      after = page.at(-1)!.key;
    }
  }
}
