import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keptDigest, ProjectionShop } from '../../test/contracts/projection-shop.ts';
import { eventually, patienceMs } from '../../test/contracts/subject.ts';
import { roughViews } from '../../test/contracts/view-store-places.ts';
import { dead, makeMortal } from '../../test/rough/mortal-build.ts';
import { aRemnant } from '../../test/rough/torn-build.ts';
import { closed, lights, poison, sold, takings, type TillEvent } from '../../test/rough/tills.ts';
import { systemClock } from '../tools/clock.ts';
import type { LogFeed } from '../feed/log-feed.ts';
import type { ViewStore } from './ports/view-store.ts';
import type { Position } from '../log/position.ts';
import { coldFold } from './folding/cold-fold.ts';
import { digestAt } from './folding/digest-at.ts';
import { fillBuild } from './rebuild/fill-build.ts';
import { ParkedKeys } from './folding/parked-keys.ts';
import { Parking } from './builds/parking.ts';
import { ShareFold } from './folding/share-fold.ts';

/** Delivers the last events before a position again, in front of what follows it. */
function repeating(feed: LogFeed, seen: number): LogFeed {
  const delivered: Awaited<ReturnType<LogFeed['read']>>[number][] = [];
  return {
    read: async (after, limit, handles) => {
      const events = await feed.read(after, limit, handles);
      const again = events.length === 0 ? [] : delivered.slice(-seen);
      delivered.push(...events);
      return [...again, ...events];
    },
    waitBeyond: (after, signal) => feed.waitBeyond(after, signal),
    head: () => feed.head(),
    eventAt: (position) => feed.eventAt(position),
    logId: () => feed.logId(),
    reread: () => feed.reread(),
    close: () => feed.close(),
  };
}

const aTill = fc.integer({ min: 1, max: 4 }).map((n) => `till-${n}`);
const anEvent: fc.Arbitrary<TillEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('ada', 'bob', 'eve'), fc.integer({ min: 1, max: 40 }))
      .map(([to, amount]) => sold(to, amount)),
  },
  { weight: 1, arbitrary: fc.constant(sold('bob', poison)) },
  { weight: 1, arbitrary: fc.constant(closed) },
  { weight: 2, arbitrary: fc.constant(lights) },
);
const aHistory = fc.array(fc.tuple(aTill, fc.array(anEvent, { minLength: 1, maxLength: 5 })), {
  minLength: 1,
  maxLength: 25,
});

test('a view is the same for any history, batch size, repeated delivery and crash', async () => {
  let deaths = 0;
  const batches = fc.integer({ min: 1, max: 12 });
  await fc.assert(
    fc.asyncProperty(
      aHistory,
      batches,
      batches,
      fc.tuple(fc.nat(8), aRemnant),
      fc.nat(6),
      fc.nat(1000),
      async (history, one, two, [writes, leaves], repeats, seed) => {
        const place = await roughViews();
        const shop = new ProjectionShop(place, seed);
        const half = Math.floor(history.length / 2);
        for (const [till, events] of history.slice(0, half)) await shop.log.write(till, ...events);

        const life = { writesLeft: writes, leaves };
        makeMortal(place.store, life);
        const first = await shop.open(takings(), { batch: one, views: place.store });
        const middle = await shop.store.head();
        const isDead = () => life.writesLeft < 0;
        const reached = () => middle === null || first.projections.waitFor(['takings'], middle, 1);
        await eventually(() => isDead() || reached());
        if (isDead()) deaths += 1;
        await first.close();

        for (const [till, events] of history.slice(half)) await shop.log.write(till, ...events);
        const feed = repeating(await shop.openFeed({ capacity: 7 }), repeats);
        const second = await shop.open(takings(), { batch: two, feed });
        expect(await second.projections.waitFor(['takings'], (await shop.store.head())!, patienceMs)).toBe(true);
        await second.close();

        const truth = await shop.trueDigest(takings());
        expect(await keptDigest(second.views, takings())).toBe(truth);
        await shop.dispose();
      },
    ),
    { numRuns: 60 },
  );
  expect(deaths).toBeGreaterThan(0);
});

/** Fills the first build by so many shares, until it is done or its process dies. */
async function fill(shop: ProjectionShop, views: ViewStore, shares: number, batch: number, repeats: number) {
  const projection = takings();
  const build = await views.open(projection, '1.1');
  const parking = new Parking(projection.name, '1.1', {
    parked: shop.parked,
    clock: systemClock,
  });
  await parking.load();
  const share = async (index: number) => {
    const parked = new ParkedKeys();
    for (const entry of parking.all()) parked.add(entry, entry.key);
    const log = repeating(await shop.openFeed(), repeats);
    return new ShareFold({ projection, share: { of: shares, index }, log, build, parked, batch });
  };
  const folds = await Promise.all(Array.from({ length: shares }, (_, index) => share(index)));
  const { signal } = new AbortController();
  await fillBuild({ build, parking, shares: folds, log: shop.store, signal, progress: async () => {} });
}

/** The digest of what the first build has and what it lacks, told without writing to it. */
async function broughtUpTo(shop: ProjectionShop, views: ViewStore, upTo: Position | null): Promise<string> {
  const projection = takings();
  const build = await views.open(projection, '1.1');
  const parked = new ParkedKeys(await shop.parked.ofConsumer('takings@1.1'));
  const after = (await build.checkpoint())?.position ?? null;
  return digestAt(build, { projection, parked, log: await shop.openFeed(), after, upTo });
}

test('a build is the same however many shares fill it, also when it dies and another number goes on', async () => {
  let deaths = 0;
  const [shares, batches] = [fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 12 })];
  await fc.assert(
    fc.asyncProperty(
      aHistory,
      fc.tuple(shares, batches),
      fc.tuple(shares, batches),
      fc.tuple(fc.nat(8), aRemnant),
      fc.nat(6),
      fc.nat(1000),
      async (history, before, after, [writes, leaves], repeats, seed) => {
        const place = await roughViews();
        const shop = new ProjectionShop(place, seed);
        const half = Math.floor(history.length / 2);
        for (const [till, events] of history.slice(0, half)) await shop.log.write(till, ...events);
        makeMortal(place.store, { writesLeft: writes, leaves });
        await fill(shop, place.store, ...before, repeats).catch((error: Error) => {
          expect(error.message).toBe(dead);
          deaths += 1;
        });

        for (const [till, events] of history.slice(half)) await shop.log.write(till, ...events);
        const views = await place.reopen();
        const upTo = await shop.store.head();
        expect(await broughtUpTo(shop, views, upTo)).toBe(await shop.trueDigest(takings()));
        await fill(shop, views, ...after, repeats);
        await views.switchTo('takings', '1.1');
        const truth = await shop.trueDigest(takings());
        expect(await keptDigest(views, takings())).toBe(truth);
        expect((await views.checkpoint('takings'))?.position).toBe(await shop.store.head());
        await shop.dispose();
      },
    ),
    { numRuns: 60 },
  );
  expect(deaths).toBeGreaterThan(0);
});

test('shares of a cold fold add up to the whole', async () => {
  await fc.assert(
    fc.asyncProperty(aHistory, fc.integer({ min: 1, max: 5 }), async (history, of) => {
      const shop = new ProjectionShop(await roughViews());
      for (const [till, events] of history) await shop.log.write(till, ...events);
      const feed = await shop.openFeed();
      const upTo = await shop.store.head();
      let sum = 0n;
      for (let index = 0; index < of; index += 1) {
        sum += BigInt(`0x${await coldFold(takings(), feed, { upTo, share: { of, index } })}`);
      }
      expect((sum % (1n << 256n)).toString(16).padStart(64, '0')).toBe(await coldFold(takings(), feed, { upTo }));
      await feed.close();
      await shop.dispose();
    }),
    { numRuns: 20 },
  );
});

test('a document altered behind the engine shows in its digest', async () => {
  const shop = new ProjectionShop(await roughViews());
  const { projections, views, close } = await shop.open(takings());
  await projections.waitFor(['takings'], await shop.log.write('till-1', sold('ada', 5)), patienceMs);
  await close();
  const build = await views.open(takings(), '1.1');
  const [document] = [...(await build.load(['till-1'])).values()];
  await build.write([{ ...document!, document: { amount: 6, items: ['ada 5'] } }], (await build.checkpoint())!);
  expect(await keptDigest(views, takings())).not.toBe(await shop.trueDigest(takings()));
  await shop.dispose();
});
