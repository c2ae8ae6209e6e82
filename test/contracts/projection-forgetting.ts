import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { forgotten, lights, poison, purchases, sold, type Purchases } from '../rough/tills.ts';
import { keptDigest, ProjectionShop } from './projection-shop.ts';
import { eventually, patienceMs } from './subject.ts';
import type { ViewStorePlace } from './view-store.ts';

const nextPurchases = purchases(() => true, 2);

/** What a view that keeps something of persons promises on every view store, when one of them is to be forgotten. */
export function forgettingContract(name: string, openPlace: () => Promise<ViewStorePlace>): void {
  let shop: ProjectionShop;
  beforeEach(async () => void (shop = new ProjectionShop(await openPlace())));
  afterEach(() => shop.dispose());

  describe(`A view kept ${name} forgets somebody`, () => {
    test('in every document that is theirs, and in no other', async () => {
      const { projections, views, close } = await shop.open(purchases());
      await shop.log.write('till-1', sold('ada', 1), sold('bob', 2));
      await shop.log.write('till-2', sold('ada', 3));
      const position = await shop.log.write('till-1', forgotten('ada'), lights);
      expect(await projections.everyBuildForgets('ada', position, patienceMs)).toBe(true);
      const shown = async (id: string) => (await views.get<Purchases>('purchases', id))?.amounts;
      expect([await shown('ada/till-1'), await shown('ada/till-2'), await shown('bob/till-1')]).toEqual([
        null,
        null,
        [2],
      ]);
      const truth = await shop.trueDigest(purchases());
      expect(await keptDigest(views, purchases())).toBe(truth);
      await close();
    });

    test('whose documents came in the same batch, and whose come later', async () => {
      await shop.log.write('till-1', sold('ada', 1), forgotten('ada'), sold('bob', 2));
      const position = await shop.log.write('till-2', sold('bob', 4));
      const { projections, views, close } = await shop.open(purchases());
      expect(await projections.waitFor(['purchases'], position, patienceMs)).toBe(true);
      expect(await views.get('purchases', 'ada/till-1')).toMatchObject({ amounts: null });
      const truth = await shop.trueDigest(purchases());
      expect(await keptDigest(views, purchases())).toBe(truth);
      await close();
    });

    test('in builds that nobody sees too, so that nothing comes back with them', async () => {
      const { projections, views, close } = await shop.open(purchases());
      await shop.log.write('till-1', sold('ada', 1));
      await projections.rebuild('purchases');
      await eventually(async () => (await projections.show('purchases'))?.rebuild?.state === 'live');
      const position = await shop.log.write('till-1', forgotten('ada'));
      expect(await projections.everyBuildForgets('ada', position, patienceMs)).toBe(true);
      const [retired] = await views.builds('purchases');
      const build = await views.open(purchases(), retired!);
      expect((await build.load(['ada/till-1'])).get('ada/till-1')?.document).toMatchObject({ amounts: null });
      expect(await projections.rollback('purchases')).toBe('done');
      expect(await views.get('purchases', 'ada/till-1')).toMatchObject({ amounts: null });
      await close();
    });

    test('and knows that it has not, while a build is filled elsewhere', async () => {
      let filled = () => {};
      const filling = new Promise<void>((resolve) => (filled = resolve));
      const catchUp = () => filling;
      const { projections, close } = await shop.open(purchases(), { offThread: { catchUp } });
      await projections.rebuild('purchases');
      const position = await shop.log.write('till-1', sold('ada', 1), forgotten('ada'));
      expect(await projections.everyBuildForgets('ada', position, patienceMs)).toBe(false);
      filled();
      await eventually(async () => (await projections.show('purchases'))?.rebuild?.state === 'live');
      expect(await projections.everyBuildForgets('ada', position, patienceMs)).toBe(true);
      await close();
    });

    test('at once in a build of older code that goes on serving while the new one is filled', async () => {
      const first = await shop.open(purchases());
      await first.projections.waitFor(
        ['purchases'],
        await shop.log.write('till-1', sold('ada', 1), sold('bob', 2)),
        patienceMs,
      );
      await first.close();
      let open = () => {};
      const opened = new Promise<void>((resolve) => (open = resolve));
      const second = await shop.open(nextPurchases, { offThread: { catchUp: () => opened } });
      const position = await shop.log.write('till-1', forgotten('ada'));
      const { projections, views } = second;
      expect(await projections.everyBuildForgets('ada', position, patienceMs)).toBe(false);
      expect(await projections.show('purchases')).toMatchObject({ version: '1.1', state: 'rebuilding' });
      expect(await views.get('purchases', 'ada/till-1')).toMatchObject({ amounts: null });
      expect(await views.get('purchases', 'bob/till-1')).toMatchObject({ amounts: [2] });
      open();
      await eventually(async () => (await projections.show('purchases'))?.version === '2.2');
      expect(await projections.everyBuildForgets('ada', position, patienceMs)).toBe(true);
      expect(await views.get('purchases', 'ada/till-1')).toMatchObject({ amounts: null });
      await second.close();
    });

    test('in a build of older code for good, though no new one can be made', async () => {
      const first = await shop.open(purchases());
      await first.projections.waitFor(['purchases'], await shop.log.write('till-1', sold('ada', 1)), patienceMs);
      await first.close();
      const { projections, views, close } = await shop.open(nextPurchases, { coldFold: async () => 'another' });
      await eventually(async () => (await projections.show('purchases'))?.rebuild?.state === 'failed');
      const position = await shop.log.write('till-1', forgotten('ada'));
      expect(await projections.everyBuildForgets('ada', position, patienceMs)).toBe(true);
      expect(await views.get('purchases', 'ada/till-1')).toMatchObject({ amounts: null });
      await close();
    });

    test('in a build of another log, which stays refused', async () => {
      const first = await shop.open(purchases());
      await first.projections.waitFor(['purchases'], await shop.log.write('till-1', sold('ada', 1)), patienceMs);
      await first.close();
      const other = new ProjectionShop({ ...shop.place, remove: async () => {} }, 2);
      const position = await other.log.write('till-1', forgotten('ada'));
      for (const expected of ['forgets', 'has forgotten']) {
        const { projections, views, close } = await other.open(purchases());
        expect([expected, await projections.everyBuildForgets('ada', position, patienceMs)]).toEqual([expected, true]);
        expect(await views.get('purchases', 'ada/till-1')).toMatchObject({ amounts: null });
        expect((await projections.list())[0]?.state).toBe('refused');
        await close();
      }
      await other.dispose();
    });

    test.each([
      ['removes what older code shaped otherwise', { who: 'ada' }, true],
      ['says that it cannot when older code did not keep whose it is', { total: 1 }, false],
    ])('or %s', async (_, shaped, forgets) => {
      const first = await shop.open({ ...purchases(), evolve: () => shaped });
      await first.projections.waitFor(['purchases'], await shop.log.write('till-1', sold('bob', 1)), patienceMs);
      await first.close();
      const { projections, views, close } = await shop.open(nextPurchases, { coldFold: async () => 'another' });
      await eventually(async () => (await projections.show('purchases'))?.rebuild?.state === 'failed');
      const position = await shop.log.write('till-1', forgotten('ada'));
      expect(await projections.everyBuildForgets('ada', position, patienceMs)).toBe(forgets);
      expect(await views.get('purchases', 'bob/till-1')).toEqual(forgets ? null : shaped);
      await close();
    });

    test('and does not wait for a build that is begun elsewhere when nobody can read it any more', async () => {
      const { projections, close } = await shop.open(purchases(), {
        offThread: {
          catchUp: (_projection, _build, { signal }) =>
            new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
        },
      });
      const position = await shop.log.write('till-1', sold('ada', 1), forgotten('ada'));
      await projections.waitFor(['purchases'], position, patienceMs);
      await projections.rebuild('purchases');
      expect(await projections.everyBuildForgets('ada', position, patienceMs)).toBe(true);
      const later = await shop.log.write('till-1', forgotten('bob'));
      expect(await projections.everyBuildForgets('bob', later, patienceMs)).toBe(false);
      await projections.cancel('purchases');
      expect(await projections.everyBuildForgets('bob', later, patienceMs)).toBe(true);
      await close();
    });

    test('whose key is parked, and loses none of the events that wait', async () => {
      let mended = false;
      const projection = purchases(() => mended);
      const { projections, views, close } = await shop.open(projection);
      await shop.log.write('till-1', sold('ada', 1), sold('ada', poison), sold('ada', 2));
      const position = await shop.log.write('till-1', forgotten('ada'));
      expect(await projections.waitFor(['purchases'], position, patienceMs)).toBe(true);
      expect(await views.get('purchases', 'ada/till-1')).toMatchObject({ amounts: null });
      mended = true;
      const [parked] = await projections.parked(10);
      expect(await projections.retryParked(parked!.id)).toBe(true);
      expect(await projections.parked(10)).toEqual([]);
      const later = await shop.log.write('till-1', sold('bob', 5));
      expect(await projections.waitFor(['purchases'], later, patienceMs)).toBe(true);
      expect(await views.get('purchases', 'ada/till-1')).toMatchObject({ amounts: null });
      const truth = await shop.trueDigest(projection);
      expect(await keptDigest(views, projection)).toBe(truth);
      await close();
    });
  });
}
