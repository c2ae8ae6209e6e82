import { createHash } from 'node:crypto';
import type { Registry } from '../../engine/stores/registry.ts';
import { surelyReplace } from '../../engine/stores/sure-writes.ts';

/** A payment the provider has not answered yet, and the event that asked for it. */
export type PendingPayment = {
  readonly orderId: string;
  readonly causationId: string;
  readonly correlationId: string;
  /** Its void was asked for and waits for the answer too. */
  readonly givenUp: boolean;
};

/** Records that share the payments, so that they are found without a list of keys, and few wait for each other. */
const records = 32;

type Payments = Readonly<Record<string, PendingPayment>>;

/** Payments without an answer, kept until there is one, so that they are found again after a restart. */
export class PendingPayments {
  constructor(private readonly registry: Registry) {}

  add(payment: PendingPayment): Promise<void> {
    return this.change(payment.orderId, (payments) => ({ ...payments, [payment.orderId]: payment }));
  }

  async find(orderId: string): Promise<PendingPayment | null> {
    const payments = parsed(await this.registry.get(keyOf(recordOf(orderId))));
    return payments[orderId] ?? null;
  }

  remove(orderId: string): Promise<void> {
    const others = (payments: Payments) => Object.entries(payments).filter(([id]) => id !== orderId);
    return this.change(orderId, (payments) => Object.fromEntries(others(payments)));
  }

  async *all(): AsyncIterable<PendingPayment> {
    for (let record = 0; record < records; record += 1) {
      yield* Object.values(parsed(await this.registry.get(keyOf(record))));
    }
  }

  private async change(orderId: string, next: (payments: Payments) => Payments): Promise<void> {
    const key = keyOf(recordOf(orderId));
    for (;;) {
      const standing = await this.registry.get(key);
      const payments = next(parsed(standing));
      const text = Object.keys(payments).length === 0 ? null : JSON.stringify(payments);
      if (text === standing || (await surelyReplace(this.registry, key, standing, text))) return;
    }
  }
}

const keyOf = (record: number) => `pending-payments:${record}`;

function recordOf(orderId: string): number {
  return createHash('sha256').update(orderId).digest()[0]! % records;
}

function parsed(text: string | null): Payments {
  return text === null ? {} : (JSON.parse(text) as Payments);
}
