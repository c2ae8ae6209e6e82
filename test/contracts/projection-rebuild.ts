import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ProjectionAdmin } from '../../engine/projections/ports/projection-admin.ts';
import { coldFold } from '../../engine/projections/folding/cold-fold.ts';
import { fillBuild } from '../../engine/projections/rebuild/fill-build.ts';
import type { CatchUpOptions } from '../../engine/projections/ports/off-thread.ts';
import { ParkedKeys } from '../../engine/projections/folding/parked-keys.ts';
import { ShareFold } from '../../engine/projections/folding/share-fold.ts';
import type { ViewBuild } from '../../engine/projections/ports/view-store.ts';
import { MemoryRegistry } from '../rough/registry.ts';
import { closed, forgotten, poison, purchases, sold, takings, type Takings } from '../rough/tills.ts';
import { keptDigest, ProjectionShop } from './projection-shop.ts';
import { eventually, patienceMs } from './subject.ts';
import type { ViewStorePlace } from './view-store.ts';

const jobState = async (projections: ProjectionAdmin) => (await projections.show('takings'))?.rebuild?.state;

/** A door that verification stands before until it is opened. */
function door() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

/** Fills a build as another thread would, in two shares. */
async function fillHere(shop: ProjectionShop, build: ViewBuild, options: CatchUpOptions): Promise<void> {
  const parked = new ParkedKeys();
  const log = await shop.openFeed();
  const fold = { projection: takings(), log, build, parked, batch: 10 };
  const shares = [0, 1].map((index) => new ShareFold({ ...fold, share: { of: 2, index } }));
  const { signal, park } = options;
  const progress = async (events: number) => options.progress(events);
  await fillBuild({ build, parking: { park }, shares, log: shop.store, signal, progress });
  await log.close();
}

/** What a rebuild promises on every view store. */
export function rebuildContract(name: string, openPlace: () => Promise<ViewStorePlace>): void {
  let shop: ProjectionShop;
  beforeEach(async () => {
    shop = new ProjectionShop(await openPlace());
    for (let n = 0; n < 20; n += 1) await shop.log.write(`till-${n % 5}`, sold('ada', n + 20), sold('bob', n + 50));
  });
  afterEach(() => shop.dispose());

  describe(`A rebuild of a view kept ${name}`, () => {
    test('fills a new build while events flow, proves it by its digest, and switches', async () => {
      const { projections, views, close } = await shop.open(takings());
      const started = await projections.rebuild('takings');
      expect(started).toEqual({ outcome: 'started', jobId: expect.any(String) });
      expect(await projections.rebuild('takings')).toEqual({ outcome: 'rebuild-running' });
      for (let n = 0; n < 30; n += 1) {
        const position = await shop.log.write(`till-${n % 7}`, sold('eve', n + 20), ...(n % 9 === 0 ? [closed] : []));
        expect(await projections.waitFor(['takings'], position, patienceMs)).toBe(true);
        expect(await views.get('takings', 'buyer-eve')).toMatchObject({ items: { length: n + 1 } });
      }
      await eventually(async () => ['live', 'failed'].includes((await jobState(projections))!));
      const shown = await projections.show('takings');
      expect(shown?.rebuild?.error).toBeUndefined();
      expect(shown).toMatchObject({ version: '1.2', state: 'live', rebuild: { state: 'live', percent: 100 } });
      expect(shown?.rebuild?.processed).toBe(shown?.rebuild?.total);
      expect(await projections.waitFor(['takings'], (await shop.store.head())!, patienceMs)).toBe(true);
      const truth = await shop.trueDigest(takings());
      expect(await keptDigest(views, takings())).toBe(truth);
      await close();
    });

    test('is rolled back to a build that shows nothing stale', async () => {
      const { projections, views, close } = await shop.open(takings());
      expect(await projections.rollback('takings')).toBe('nothing-to-undo');
      await projections.rebuild('takings');
      await eventually(async () => (await jobState(projections)) === 'live');
      const position = await shop.log.write('till-1', sold('eve', 99));
      await projections.waitFor(['takings'], position, patienceMs);
      expect(await projections.rollback('takings')).toBe('done');
      expect(await projections.show('takings')).toMatchObject({ version: '1.1', rebuild: { state: 'retired' } });
      expect(await views.get<Takings>('takings', 'buyer-eve')).toEqual({ amount: 99, items: ['eve 99'] });
      expect(await projections.rollback('takings')).toBe('nothing-to-undo');
      expect(await views.builds('takings')).toEqual(['1.1']);
      await close();
    });

    test('is cancelled without a trace', async () => {
      const { open, opened } = door();
      const { projections, views, close } = await shop.open(takings(), {
        coldFold: async (projection, options) => {
          await opened;
          return coldFold(projection, await shop.openFeed(), options);
        },
      });
      expect(await projections.cancel('takings')).toBe('nothing-to-undo');
      await projections.rebuild('takings');
      await eventually(async () => (await jobState(projections)) === 'verifying');
      const cancelling = projections.cancel('takings');
      open();
      expect(await cancelling).toBe('done');
      expect(await jobState(projections)).toBe('cancelled');
      expect(await projections.show('takings')).toMatchObject({ version: '1.1', state: 'live' });
      expect(await views.builds('takings')).toEqual(['1.1']);
      expect(await projections.cancel('takings')).toBe('nothing-to-undo');
      await close();
    });

    test('goes on elsewhere after a failure that passes, and takes back what was discarded meanwhile', async () => {
      await shop.log.write('till-1', sold('bob', poison), sold('ada', 1));
      const { open, opened } = door();
      let failures = 2;
      const { projections, views, close } = await shop.open(takings(), {
        offThread: {
          catchUp: async (_projection, build, options) => {
            if (failures-- > 0) throw new Error('The disk is full');
            await fillHere(shop, await views.open(takings(), build), options);
            await opened;
          },
        },
      });
      await projections.waitFor(['takings'], (await shop.store.head())!, patienceMs);
      await projections.rebuild('takings');
      await eventually(async () => (await shop.parked.ofConsumer('takings@1.2')).length === 2);
      for (const { id } of await projections.parked(10)) await projections.discardParked(id);
      open();
      await eventually(async () => (await jobState(projections)) === 'live');
      expect(await shop.parked.list(10)).toEqual([]);
      expect(await views.get<Takings>('takings', 'till-1')).toMatchObject({ items: { length: 9 } });
      await close();
    });

    test('that fails elsewhere for good says why and leaves nothing', async () => {
      const { projections, views, close } = await shop.open(takings(), {
        offThread: {
          catchUp: async (_projection, build) => {
            await views.open(takings(), build);
            throw new Error('The disk is full');
          },
        },
      });
      await projections.rebuild('takings');
      await eventually(async () => (await jobState(projections)) === 'failed');
      expect((await projections.show('takings'))?.rebuild?.error).toBe('The disk is full');
      await eventually(async () => (await views.builds('takings')).join() === '1.1');
      await close();
    });

    test('that fails on a full disk, which takes no note of it either, leaves nothing and goes on serving', async () => {
      const full = new MemoryRegistry();
      const { projections, views, close } = await shop.open(takings(), {
        registry: full,
        offThread: {
          catchUp: async (_projection, build) => {
            await views.open(takings(), build);
            full.set = () => Promise.reject(new Error('The disk is full'));
            throw new Error('The disk is full');
          },
        },
      });
      await projections.rebuild('takings');
      await eventually(async () => (await jobState(projections)) === 'failed');
      expect(await views.builds('takings')).toEqual(['1.1']);
      expect(await projections.show('takings')).toMatchObject({ version: '1.1', state: 'live' });
      await close();
    });

    test('that takes over on a full disk leaves nothing of the build before the one before', async () => {
      const full = new MemoryRegistry();
      const { projections, views, close } = await shop.open(takings(), { registry: full });
      await projections.rebuild('takings');
      await eventually(async () => (await projections.show('takings'))?.version === '1.2');
      await eventually(async () => (await jobState(projections)) === 'live');
      views.switchTo = async (name, build) => {
        full.set = () => Promise.reject(new Error('The disk is full'));
        return Object.getPrototypeOf(views).switchTo.call(views, name, build);
      };
      await projections.rebuild('takings');
      await eventually(async () => (await views.builds('takings')).join() === '1.2,1.3');
      expect(await projections.show('takings')).toMatchObject({
        version: '1.3',
        state: 'live',
        rebuild: { state: 'live' },
      });
      await close();
    });

    test('is cancelled elsewhere without a trace, and a build there keeps an erasure waiting', async () => {
      const { projections, views, close } = await shop.open(takings(), {
        offThread: {
          catchUp: async (_projection, build, { signal, progress }) => {
            await views.open(takings(), build);
            progress(7);
            await new Promise((resolve) => signal.addEventListener('abort', resolve));
            throw signal.reason;
          },
        },
      });
      await projections.rebuild('takings');
      await eventually(async () => (await jobState(projections)) === 'catching-up');
      expect((await projections.show('takings'))?.rebuild).toMatchObject({ processed: 7, total: 40, percent: 17 });
      const head = await shop.log.write('till-1', sold('ada', 1));
      expect(await projections.everyBuildForgets('ada', head, patienceMs)).toBe(false);
      expect(await projections.cancel('takings')).toBe('done');
      expect(await jobState(projections)).toBe('cancelled');
      expect(await views.builds('takings')).toEqual(['1.1']);
      expect(await projections.everyBuildForgets('ada', head, patienceMs)).toBe(true);
      await close();
    });

    test('fails when its digest is not that of a cold fold, and the old build goes on', async () => {
      const { projections, views, close } = await shop.open(takings(), { coldFold: async () => 'another' });
      await projections.rebuild('takings');
      await eventually(async () => (await jobState(projections)) === 'failed');
      expect((await projections.show('takings'))?.rebuild?.error).toContain('a cold fold gives another');
      await eventually(async () => (await views.builds('takings')).join() === '1.1');
      const position = await shop.log.write('till-1', sold('eve', 99));
      expect(await projections.waitFor(['takings'], position, patienceMs)).toBe(true);
      await close();
    });

    test('says what the old build has otherwise, of what changed while the new one was verified', async () => {
      const warn = jest.fn();
      const { projections, views, close } = await shop.open(takings(), {
        log: { warn },
        coldFold: async (projection, options) => {
          const position = await shop.log.write('till-1', sold('eve', 30));
          await projections.waitFor(['takings'], position, patienceMs);
          return coldFold(projection, await shop.openFeed(), options);
        },
      });
      await projections.waitFor(['takings'], (await shop.store.head())!, patienceMs);
      const live = await views.open(takings(), '1.1');
      const [till] = [...(await live.load(['till-1'])).values()];
      await live.write([{ ...till!, document: { amount: 0, items: [] } }], (await live.checkpoint())!);
      await projections.rebuild('takings');
      await eventually(async () => (await jobState(projections)) === 'live');
      const told = warn.mock.calls.filter(([message]) => message === 'The builds of a view differ at one position');
      expect(told).toEqual([[expect.anything(), expect.objectContaining({ builds: ['1.1', '1.2'], documents: 1 })]]);
      await close();
    });

    test('is verified again when verifying failed for a reason that passes', async () => {
      let failures = 2;
      const { projections, close } = await shop.open(takings(), {
        coldFold: async (projection, options) => {
          if (failures-- > 0) throw new Error('The verifying process ended');
          return coldFold(projection, await shop.openFeed(), options);
        },
      });
      await projections.rebuild('takings');
      await eventually(async () => ['live', 'failed'].includes((await jobState(projections))!));
      expect(await jobState(projections)).toBe('live');
      await close();
    });

    test('is verified again for as long as people are erased meanwhile', async () => {
      let erased = 0;
      const feed = await shop.openFeed();
      const { projections, close } = await shop.open(purchases(), {
        feed,
        coldFold: async (projection, options) => {
          if (erased === 7) return coldFold(projection, feed, options);
          erased += 1;
          const position = await shop.log.write('forgotten', forgotten(`nobody-${erased}`));
          await eventually(async () => feed.head().position === position);
          return 'another';
        },
      });
      await projections.rebuild('purchases');
      const ended = async () => (await projections.show('purchases'))!.rebuild!.state;
      await eventually(async () => ['live', 'failed'].includes(await ended()));
      expect(await ended()).toBe('live');
      expect(erased).toBe(7);
      await close();
    });

    test('goes on after a restart', async () => {
      const first = await shop.open(takings(), {
        coldFold: (_, { signal }) =>
          new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped')))),
      });
      await first.projections.rebuild('takings');
      await eventually(async () => (await jobState(first.projections)) === 'verifying');
      const { jobId } = (await first.projections.show('takings'))!.rebuild!;
      await first.close();
      const second = await shop.open(takings());
      await eventually(async () => (await jobState(second.projections)) === 'live');
      expect(await second.projections.show('takings')).toMatchObject({ version: '1.2', rebuild: { jobId } });
      await second.close();
    });

    test('that was interrupted half-way says so before it is taken up elsewhere', async () => {
      const first = await shop.open(takings(), {
        offThread: {
          catchUp: async (_projection, build, options) => {
            const { signal } = options;
            await fillHere(shop, await first.views.open(takings(), build), {
              ...options,
              signal: new AbortController().signal,
            });
            if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
            throw signal.reason;
          },
        },
      });
      await first.projections.rebuild('takings');
      await eventually(async () => (await first.projections.show('takings'))?.rebuild?.processed === 40);
      await first.close();
      await shop.log.write('till-1', ...Array.from({ length: 40 }, () => sold('eve', 1)));
      const second = await shop.open(takings(), {
        offThread: {
          catchUp: (_projection, _build, { signal }) =>
            new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
        },
      });
      expect((await second.projections.show('takings'))?.rebuild).toMatchObject({ processed: 40, percent: 50 });
      await second.close();
    });

    test('starts by itself when the code has a new version, and the old build serves meanwhile', async () => {
      const first = await shop.open(takings());
      await first.projections.waitFor(['takings'], (await shop.store.head())!, patienceMs);
      await first.close();
      const { open, opened } = door();
      const feed = await shop.openFeed();
      const next = takings(() => true, 2);
      const second = await shop.open(next, {
        feed,
        coldFold: async (projection, options) => {
          await opened;
          return coldFold(projection, feed, options);
        },
      });
      await eventually(async () => (await jobState(second.projections)) === 'verifying');
      expect(await second.projections.show('takings')).toMatchObject({ version: '1.1', state: 'rebuilding' });
      expect(await second.views.get('takings', 'till-1')).not.toBeNull();
      open();
      const position = await shop.log.write('till-1', sold('bob', poison));
      expect(await second.projections.waitFor(['takings'], position, patienceMs)).toBe(true);
      expect(await second.projections.show('takings')).toMatchObject({ version: '2.2', state: 'live', parked: 0 });
      await second.close();
    });

    test('meets a poison event again and parks it in the new build; only the live one is shown', async () => {
      const { projections, views, close } = await shop.open(takings(), { graceMs: 60_000 });
      await shop.log.write('till-1', sold('bob', poison), sold('ada', 1));
      await projections.rebuild('takings');
      await eventually(async () => (await jobState(projections)) === 'live');
      expect((await shop.parked.list(10)).map(({ projection }) => projection).toSorted()).toEqual(
        ['1', '1', '2', '2'].map((build) => `takings@1.${build}`),
      );
      const parked = await projections.parked(1);
      expect([...parked, ...(await projections.parked(10, parked[0]!.id))]).toHaveLength(2);
      for (const { id } of await projections.parked(10)) await projections.discardParked(id);
      expect(await shop.parked.list(10)).toEqual([]);
      const shown = await views.get('takings', 'till-1');
      expect(await projections.rollback('takings')).toBe('done');
      expect(await views.get('takings', 'till-1')).toEqual(shown);
      await close();
    });

    test('ends with the old build gone when its grace is over', async () => {
      const { projections, views, close } = await shop.open(takings(), { graceMs: 1 });
      await projections.rebuild('takings');
      await eventually(async () => (await views.builds('takings')).join() === '1.2');
      expect(await projections.rollback('takings')).toBe('nothing-to-undo');
      expect(await jobState(projections)).toBe('live');
      await close();
    });
  });
}
