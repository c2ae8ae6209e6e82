import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { systemClock } from '../engine/tools/clock.ts';
import type { FeedEvent } from '../engine/feed/log-feed.ts';
import type { Projection } from '../engine/projections/projection.ts';
import { coldFold } from '../engine/projections/folding/cold-fold.ts';
import { scanDigest } from '../engine/projections/folding/digest.ts';
import { fillBuild } from '../engine/projections/rebuild/fill-build.ts';
import { ParkedKeys } from '../engine/projections/folding/parked-keys.ts';
import { Projections } from '../engine/projections/projections.ts';
import { ShareFold } from '../engine/projections/folding/share-fold.ts';
import type { ViewBuild, ViewStore } from '../engine/projections/ports/view-store.ts';
import { projections } from '../projectors/projections.ts';
import { keptDigest } from './contracts/projection-shop.ts';
import { eventually } from './contracts/subject.ts';
import { embeddedViews, roughViews } from './contracts/view-store-places.ts';
import { MemoryRegistry } from './rough/registry.ts';
import { dead, makeMortal, mortal } from './rough/mortal-build.ts';
import { aRemnant } from './rough/torn-build.ts';
import { MemoryParkedEvents } from './rough/parked-events.ts';
import { aHistory, feedOf } from './stories/shop-history.ts';

const names = projections.map(({ name }) => name);

const truthOf = (projection: Projection, history: readonly FeedEvent[]) =>
  coldFold(projection, feedOf(history), { upTo: history.at(-1)!.position });

const batches = fc.integer({ min: 1, max: 25 });
const shares = fc.integer({ min: 1, max: 4 });
/** With no write left to the first process, it surely dies in one run. */
const [oneHistory = []] = fc.sample(aHistory, { numRuns: 1, seed: 1 });
const everything = () => true;
const half = (history: readonly FeedEvent[]) => history.slice(0, Math.ceil(history.length / 2));

describe.each([
  ['in memory', roughViews, 25],
  ['in SQLite', embeddedViews, 5],
] as const)("the shop's views %s are the ones of a cold fold", (_, openPlace, numRuns) => {
  test('for any history, batch size, repeated delivery and crash', async () => {
    const parameters = [aHistory, batches, batches, fc.tuple(fc.nat(30), aRemnant), fc.nat(6)] as const;
    let deaths = 0;
    await fc.assert(
      fc.asyncProperty(...parameters, async (history, one, two, [writes, leaves], again) => {
        const place = await openPlace();
        const services = { parked: new MemoryParkedEvents(), registry: new MemoryRegistry(), clock: systemClock };
        const life = { writesLeft: writes, leaves };
        const restart = async (views: ViewStore, events: readonly FeedEvent[], batch: number, isDead = () => false) => {
          const feed = feedOf(events, again);
          const process = new Projections(projections, { ...services, views, feed, batch, lazyMs: 5 });
          await process.start();
          await eventually(() => isDead() || process.waitFor(names, events.at(-1)!.position, 1));
          await process.close();
        };
        makeMortal(place.store, life);
        await restart(place.store, half(history), one, () => life.writesLeft < 0);
        if (life.writesLeft < 0) deaths += 1;
        const views = await place.reopen();
        await restart(views, history, two);

        for (const projection of projections) {
          const truth = await truthOf(projection, history);
          expect([projection.name, await keptDigest(views, projection)]).toEqual([projection.name, truth]);
        }
        await place.remove();
      }),
      { numRuns, examples: [[oneHistory, 1, 25, [0, everything], 6]] },
    );
    expect(deaths).toBeGreaterThan(0);
  });

  test('however many shares fill them, also when they die and another number goes on', async () => {
    const parameters = [aHistory, shares, shares, batches, batches, fc.tuple(fc.nat(5), aRemnant), fc.nat(6)] as const;
    let deaths = 0;
    await fc.assert(
      fc.asyncProperty(...parameters, async (history, before, after, one, two, [writes, leaves], again) => {
        const place = await openPlace();
        for (const projection of projections) {
          const build = await place.store.open(projection, '1.1');
          const fill = (into: ViewBuild, events: readonly FeedEvent[], of: number, batch: number) => {
            const feed = feedOf(events, again);
            const share = (index: number) =>
              new ShareFold({
                ...{ projection, build: into, batch, log: feed },
                ...{ share: { of, index }, parked: new ParkedKeys() },
              });
            return fillBuild({
              build: into,
              parking: { park: ({ error }) => Promise.reject(new Error(error)) },
              shares: Array.from({ length: of }, (__, index) => share(index)),
              log: { ...feed, head: async () => feed.head().position } as Parameters<typeof fillBuild>[0]['log'],
              signal: new AbortController().signal,
              progress: async () => {},
            });
          };
          const dying = fill(mortal(build, { writesLeft: writes, leaves }), half(history), before, one);
          await dying.catch((error: Error) => {
            expect(error.message).toBe(dead);
            deaths += 1;
          });
          await fill(build, history, after, two);

          const truth = await truthOf(projection, history);
          expect([projection.name, await scanDigest(build)]).toEqual([projection.name, truth]);
        }
        await place.remove();
      }),
      { numRuns, examples: [[oneHistory, 1, 4, 1, 25, [0, everything], 6]] },
    );
    expect(deaths).toBeGreaterThan(0);
  });
});

test('the histories reach every view of the shop', async () => {
  const empty = '0'.repeat(64);
  const histories = fc.sample(aHistory, { numRuns: 40, seed: 1 });
  const isReached = async (projection: Projection) =>
    (await Promise.all(histories.map((history) => truthOf(projection, history)))).some((digest) => digest !== empty);
  for (const projection of projections)
    expect([projection.name, await isReached(projection)]).toEqual([projection.name, true]);
});
