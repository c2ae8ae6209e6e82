import { expect, test } from '@jest/globals';
import { ReadingShop } from '../../test/rough/reading-shop.ts';
import { sold, type Sale } from '../../test/rough/tills.ts';
import type { Event } from '../log/event.ts';
import { forwardingReactor } from './forwarder.ts';
import type { Message, MessageBus } from './message-bus.ts';
import { ReactorRuntime } from './reactor-runtime.ts';
import type { Reactor } from './reactor.ts';

test('the forwarder publishes what there is to tell, under the id of its event', async () => {
  const shop = new ReadingShop();
  const published: Message[] = [];
  let failures = 1;
  const bus = {
    publish: async (message: Message) => {
      if ((failures -= 1) >= 0) throw new Error('The broker is away');
      published.push(message);
    },
  } as unknown as MessageBus;
  const reactor = forwardingReactor<Sale>(
    {
      name: 'messages',
      handles: ['ItemSold'],
      key: ({ stream }) => stream,
      toMessage: async ({ data: { to, amount } }) =>
        to === 'nobody' ? null : { routingKey: 'till.item.sold', body: { to, amount } },
    },
    bus,
  );
  const runtime = new ReactorRuntime(reactor as object as Reactor<Event>, await shop.services());
  await runtime.start();
  await runtime.waitFor(await shop.log.write('till-1', sold('ada', 1), sold('nobody', 2), sold('bob', 3)), 5_000);
  const [first, , third] = await shop.store.readStream('till-1', 0, 3);
  expect(published).toEqual([
    { id: first!.id, position: first!.position, routingKey: 'till.item.sold', body: { to: 'ada', amount: 1 } },
    { id: third!.id, position: third!.position, routingKey: 'till.item.sold', body: { to: 'bob', amount: 3 } },
  ]);
  await runtime.close();
  await shop.close();
});
