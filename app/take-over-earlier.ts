import type { Embedded } from '../adapters/embedded/embedded.ts';
import { beginning } from '../engine/log/position.ts';
import { discardedOf } from '../engine/projections/builds/parking.ts';
import { keepEarlierAnswer, type Sealing } from '../http/kept-answers.ts';
import { PendingPayments, type PendingPayment } from '../process-managers/payment-gateway/pending-payments.ts';

type Stores = Pick<Embedded, 'earlierEntries' | 'parkedEvents' | 'registry'> & { readonly sealing: Sealing };

/**
 * What a data folder of an earlier release keeps in another way is kept as this one does: answers readable, events that
 * were given up and payments without an answer each under a name of its own. Safe to repeat; once is enough.
 */
export async function takeOverEarlier({ earlierEntries, parkedEvents, registry, sealing }: Stores): Promise<void> {
  await earlierEntries.handOver('idem:', (entry) => keepEarlierAnswer(registry, sealing, entry));
  await earlierEntries.handOver('discarded:', async ({ key: name, value }) => {
    const [, projection = ''] = name.split(':');
    const [eventId, key] = JSON.parse(value) as [string, string];
    // Nobody noted more of it.
    await parkedEvents.park(discardedOf(projection, { eventId, key, position: beginning, attempts: 1, since: '' }));
  });
  const pending = new PendingPayments(registry);
  await earlierEntries.handOver('pending-payment:', ({ value }) => pending.add(JSON.parse(value) as PendingPayment));
  // Who was erased is told by the log alone.
  await earlierEntries.handOver('erased:', async () => {});
}
