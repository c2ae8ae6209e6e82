import { SubscribedLogFeed } from '../../engine/feed/subscribed-log-feed.ts';
import { Projections } from '../../engine/projections/projections.ts';
import { Views } from '../../engine/projections/views.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import { notifications } from '../../projectors/notifications/notifications.ts';
import { orders } from '../../projectors/orders/orders.ts';
import { LogLookup } from '../../projectors/sets/log-lookup.ts';
import { ViewLookup } from '../../projectors/sets/view-lookup.ts';
import { MemoryParkedEvents } from '../rough/parked-events.ts';
import { RoughViewStore } from '../rough/view-store.ts';
import { lookupContract } from './lookup.ts';

lookupContract('in the log', async ({ store, executor }) => ({
  lookup: new LogLookup(store, executor),
  close: async () => {},
}));

lookupContract('in the views', async ({ store, codec: decoder, registry }) => {
  const feed = await SubscribedLogFeed.open({ store, decoder, registry });
  const views = new RoughViewStore();
  const services = { views, feed, parked: new MemoryParkedEvents(), registry, clock: systemClock };
  const projections = new Projections([orders, notifications], services);
  await projections.start();
  const log = { members: () => Promise.reject(new Error('No view stands still here')) };
  return {
    lookup: new ViewLookup(new Views(views), projections, () => store.head(), log),
    close: async () => {
      await projections.close();
      await feed.close();
    },
  };
});
