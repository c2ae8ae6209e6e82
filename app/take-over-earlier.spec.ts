import { expect, test } from '@jest/globals';
import { openEmbedded } from '../adapters/embedded/embedded.ts';
import { discardedEvents } from '../engine/projections/builds/parking.ts';
import { EventCodec } from '../engine/log/event-codec.ts';
import { PendingPayments } from '../process-managers/payment-gateway/pending-payments.ts';
import { testMasterKey } from '../test/contracts/embedded-subject.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { takeOverEarlier } from './take-over-earlier.ts';

test('answers, discarded events and pending payments of an earlier release are kept as this one does', async () => {
  const embedded = await openEmbedded({ dir: temporaryFolder(), masterKey: testMasterKey });
  const { registry, keyVault, parkedEvents } = embedded;
  const answer = { hash: 'h', status: 201, body: { id: 'o1' }, headers: { Position: 'p' } };
  const payment = { orderId: 'o1', causationId: 'asked', correlationId: 'c', givenUp: false };
  await registry.set('idem:ada:c1', JSON.stringify(answer), 3_600);
  await registry.set('idem:email:c2', JSON.stringify(answer), 3_600);
  await registry.set('idem:ada:c3', JSON.stringify({ hash: 'of a process that is gone' }), 3_600);
  await registry.set('discarded:orders:d1', JSON.stringify(['event-1', 'order-1']));
  await registry.set('pending-payment:o1', JSON.stringify(payment));
  await registry.set('erased:eve', 'position');

  const sealing = new EventCodec({}, keyVault);
  const stores = { ...embedded, sealing };
  await takeOverEarlier(stores);
  await takeOverEarlier(stores);

  for (const key of [
    'idem:ada:c1',
    'idem:email:c2',
    'idem:ada:c3',
    'discarded:orders:d1',
    'pending-payment:o1',
    'erased:eve',
  ])
    expect(await registry.get(key)).toBeNull();
  expect(JSON.parse((await registry.get('idempotency:email:c2'))!)).toEqual(answer);
  const { $sealed } = JSON.parse((await registry.get('idempotency:ada:c1'))!);
  expect(JSON.parse((await sealing.unsealText('ada', $sealed, 'idempotency:ada:c1'))!)).toEqual(answer);
  expect(await registry.get('idempotency:ada:c3')).toBeNull();
  expect(await discardedEvents('orders', parkedEvents)).toEqual([['event-1', 'order-1']]);
  expect(await parkedEvents.list(10)).toEqual([]);
  expect(await new PendingPayments(registry).find('o1')).toEqual(payment);
  await embedded.close();
});
