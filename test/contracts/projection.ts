import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { positionOf } from '../../engine/log/position.ts';
import { closed, lights, poison, sold, takings, type Takings } from '../rough/tills.ts';
import { keptDigest, ProjectionShop } from './projection-shop.ts';
import { eventually, patienceMs } from './subject.ts';
import type { ViewStorePlace } from './view-store.ts';

/** What a projection promises on every view store. */
export function projectionContract(name: string, openPlace: () => Promise<ViewStorePlace>): void {
  let shop: ProjectionShop;
  beforeEach(async () => void (shop = new ProjectionShop(await openPlace())));
  afterEach(() => shop.dispose());

  describe(`A projection, its view kept ${name},`, () => {
    test('shows what was written as patienceMs as a reader has waited for it', async () => {
      const { projections, views, close } = await shop.open(takings());
      await shop.log.write('till-1', sold('ada', 5), sold('bob', 2));
      const position = await shop.log.write('till-2', sold('ada', 1));
      expect(await projections.waitFor(['takings'], position, patienceMs)).toBe(true);
      expect(await projections.position(['takings'])).toBe(position);
      expect(await views.get<Takings>('takings', 'till-1')).toEqual({ amount: 7, items: ['ada 5', 'bob 2'] });
      expect(await views.get<Takings>('takings', 'buyer-ada')).toEqual({ amount: 6, items: ['ada 5', 'ada 1'] });
      await close();
    });

    test('passes events that it ignores, and tells that it has', async () => {
      const { projections, views, close } = await shop.open(takings());
      await shop.log.write('till-1', sold('ada', 5));
      const position = await shop.log.write('till-1', lights, lights, lights);
      expect(await projections.waitFor(['takings'], position, patienceMs)).toBe(true);
      await eventually(async () => (await views.checkpoint('takings'))?.position === position);
      expect((await views.checkpoint('takings'))?.events).toBe(4);
      await close();
    });

    test('says no to a position that is not reached in time', async () => {
      const { projections, close } = await shop.open(takings());
      expect(await projections.waitFor(['takings'], positionOf(2n ** 60n), 10)).toBe(false);
      expect(await projections.position(['takings'])).toBeNull();
      await close();
    });

    test('stands still while it is paused and goes on when resumed', async () => {
      const { projections, close } = await shop.open(takings());
      await projections.pause('takings');
      const position = await shop.log.write('till-1', sold('ada', 5));
      expect(await projections.waitFor(['takings'], position, 20)).toBe(false);
      expect(await projections.show('takings')).toMatchObject({ state: 'paused', lagEvents: 1 });
      projections.resume('takings');
      expect(await projections.waitFor(['takings'], position, patienceMs)).toBe(true);
      expect(await projections.show('takings')).toMatchObject({
        name: 'takings',
        version: '1.1',
        state: 'live',
        position,
        headPosition: position,
        lagEvents: 0,
        lagSeconds: 0,
        parked: 0,
        rebuild: null,
      });
      await close();
    });

    test('goes on where it stood after a restart', async () => {
      const first = await shop.open(takings());
      const position = await shop.log.write('till-1', sold('ada', 5));
      await first.projections.waitFor(['takings'], position, patienceMs);
      await first.close();
      const later = await shop.log.write('till-1', sold('ada', 2), closed, sold('eve', 3));
      const second = await shop.open(takings());
      expect(await second.projections.waitFor(['takings'], later, patienceMs)).toBe(true);
      expect(await second.views.get<Takings>('takings', 'till-1')).toEqual({ amount: 3, items: ['eve 3'] });
      const truth = await shop.trueDigest(takings());
      expect(await keptDigest(second.views, takings())).toBe(truth);
      await second.close();
    });

    test('refuses the checkpoint of another log, serves what it has, and asks for a rebuild', async () => {
      const first = await shop.open(takings());
      await first.projections.waitFor(['takings'], await shop.log.write('till-1', sold('ada', 5)), patienceMs);
      await first.close();
      const other = new ProjectionShop(shop.place, 2);
      await other.log.write('till-1', sold('eve', 9));
      const second = await other.open(takings());
      expect(await second.projections.show('takings')).toMatchObject({ state: 'refused', version: '1.1' });
      expect(await second.views.get<Takings>('takings', 'till-1')).toEqual({ amount: 5, items: ['ada 5'] });
      expect(await second.projections.rebuild('takings')).toMatchObject({ outcome: 'started' });
      await eventually(async () => (await second.projections.show('takings'))?.state === 'live');
      expect(await second.views.get<Takings>('takings', 'till-1')).toEqual({ amount: 9, items: ['eve 9'] });
      expect(await second.projections.show('takings')).toMatchObject({ version: '1.2' });
      await second.close();
      await other.store.close();
    });
  });

  describe(`A poison event of a view kept ${name}`, () => {
    test('waits with the later ones of its key, all other keys flow, and a retry after a fix folds them', async () => {
      let mended = false;
      const projection = takings(() => mended);
      const { projections, views, close } = await shop.open(projection);
      await shop.log.write('till-1', sold('ada', 1), sold('bob', poison), sold('ada', 2));
      const position = await shop.log.write('till-2', sold('ada', 4));
      expect(await projections.waitFor(['takings'], position, patienceMs)).toBe(true);
      expect(await views.get<Takings>('takings', 'till-1')).toEqual({ amount: 1, items: ['ada 1'] });
      expect(await views.get<Takings>('takings', 'till-2')).toEqual({ amount: 4, items: ['ada 4'] });
      expect(await views.get<Takings>('takings', 'buyer-ada')).toMatchObject({ amount: 7 });
      const parked = await projections.parked(10);
      expect(parked.map(({ projection: of, key, error, attempts }) => ({ of, key, error, attempts }))).toEqual(
        expect.arrayContaining([
          { of: 'takings', key: 'till-1', error: 'No amount is thirteen', attempts: 1 },
          { of: 'takings', key: 'buyer-bob', error: 'No amount is thirteen', attempts: 1 },
        ]),
      );
      expect((await projections.show('takings'))?.parked).toBe(2);

      const { id } = parked.find(({ key }) => key === 'till-1')!;
      expect(await projections.retryParked(id)).toBe(true);
      expect((await projections.parked(10)).find((event) => event.id === id)).toMatchObject({ attempts: 2 });
      mended = true;
      for (const event of parked) expect(await projections.retryParked(event.id)).toBe(true);
      expect(await projections.parked(10)).toEqual([]);
      expect(await views.get<Takings>('takings', 'till-1')).toMatchObject({ items: ['ada 1', 'bob 13', 'ada 2'] });
      const truth = await shop.trueDigest(projection);
      expect(await keptDigest(views, projection)).toBe(truth);
      expect(await projections.retryParked(id)).toBe(false);
      await close();
    });

    test('is read from the log again by a retry, with all that waits behind it, when it was mended there', async () => {
      const { projections, views, close } = await shop.open(takings());
      const position = await shop.log.write('till-1', sold('bob', poison), sold('bob', poison), sold('bob', 1));
      await projections.waitFor(['takings'], position, patienceMs);
      for (const revision of [0, 1]) {
        shop.store.tamper('till-1', revision, (event) => ({ ...event, data: { ...event.data, amount: 3 } }));
      }
      for (const { id } of await projections.parked(10)) expect(await projections.retryParked(id)).toBe(true);
      expect(await projections.parked(10)).toEqual([]);
      expect(await views.get<Takings>('takings', 'till-1')).toEqual({ amount: 7, items: ['bob 3', 'bob 3', 'bob 1'] });
      await close();
    });

    test('is skipped for good when it is discarded, also by a rebuild', async () => {
      const { projections, views, close } = await shop.open(takings());
      const position = await shop.log.write('till-1', sold('ada', 1), sold('bob', poison), sold('ada', 2));
      await projections.waitFor(['takings'], position, patienceMs);
      for (const { id } of await projections.parked(10)) expect(await projections.discardParked(id)).toBe(true);
      expect(await projections.parked(10)).toEqual([]);
      expect(await views.get<Takings>('takings', 'till-1')).toEqual({ amount: 3, items: ['ada 1', 'ada 2'] });
      await projections.rebuild('takings');
      await eventually(async () => (await projections.show('takings'))?.rebuild?.state === 'live');
      expect(await projections.parked(10)).toEqual([]);
      expect(await shop.parked.list(10)).toEqual([]);
      expect(await views.get<Takings>('takings', 'till-1')).toEqual({ amount: 3, items: ['ada 1', 'ada 2'] });
      await close();
    });

    test('stays left out when the fold could take it by now', async () => {
      let isMended = false;
      const { projections, views, close } = await shop.open(takings(() => isMended));
      const position = await shop.log.write('till-1', sold('ada', 1), sold('bob', poison), sold('ada', 2));
      await projections.waitFor(['takings'], position, patienceMs);
      for (const { id } of await projections.parked(10)) await projections.discardParked(id);
      isMended = true;
      await projections.rebuild('takings');
      await eventually(async () => (await projections.show('takings'))?.rebuild?.state === 'live');
      expect(await views.get<Takings>('takings', 'till-1')).toEqual({ amount: 3, items: ['ada 1', 'ada 2'] });
      await close();
    });

    test('still waits after a restart', async () => {
      const first = await shop.open(takings());
      await first.projections.waitFor(['takings'], await shop.log.write('till-1', sold('bob', poison)), patienceMs);
      await first.close();
      const position = await shop.log.write('till-1', sold('ada', 2));
      const second = await shop.open(takings());
      await second.projections.waitFor(['takings'], position, patienceMs);
      expect(await second.views.get('takings', 'till-1')).toBeNull();
      expect((await second.projections.show('takings'))?.parked).toBe(2);
      await second.close();
    });

    test('that cannot be decoded spoils no document when it is tried again too early, or given up', async () => {
      await shop.log.write('till-2', sold('ada', 4));
      const position = await shop.log.write('till-1', sold('ada', 1), sold('bob', 2));
      shop.store.tamper('till-1', 1, (event) => ({ ...event, metadata: { ...event.metadata, version: 9 } }));
      const { projections, views, close } = await shop.open(takings());
      await projections.waitFor(['takings'], position, patienceMs);
      const documents = () => Promise.all(['till-1', 'buyer-ada'].map((id) => views.get('takings', id)));
      const before = await documents();
      const { id } = (await projections.parked(10))[0]!;
      expect(await projections.retryParked(id)).toBe(true);
      expect((await projections.parked(10))[0]).toMatchObject({ id, attempts: 2 });
      expect(await documents()).toEqual(before);
      expect(await projections.discardParked(id)).toBe(true);
      expect(await projections.parked(10)).toEqual([]);
      expect(await documents()).toEqual(before);
      await close();
    });

    test('that cannot even be decoded holds up its stream only', async () => {
      await shop.log.write('till-1', sold('ada', 1), sold('bob', 2), sold('ada', 3));
      shop.store.tamper('till-1', 1, (event) => ({ ...event, metadata: { ...event.metadata, version: 9 } }));
      const position = await shop.log.write('till-2', sold('ada', 4));
      const { projections, views, close } = await shop.open(takings());
      await projections.waitFor(['takings'], position, patienceMs);
      const parked = (await projections.parked(10))[0]!;
      expect(parked).toMatchObject({ key: 'stream:till-1' });
      expect(await views.get<Takings>('takings', 'buyer-ada')).toMatchObject({ items: ['ada 1', 'ada 4'] });
      shop.store.tamper('till-1', 1, (event) => ({ ...event, metadata: { ...event.metadata, version: 1 } }));
      expect(await projections.retryParked(parked.id)).toBe(true);
      expect(await views.get<Takings>('takings', 'till-1')).toMatchObject({ items: ['ada 1', 'bob 2', 'ada 3'] });
      expect(await views.get<Takings>('takings', 'buyer-ada')).toMatchObject({ items: ['ada 1', 'ada 3', 'ada 4'] });
      const truth = await shop.trueDigest(takings());
      expect(await keptDigest(views, takings())).toBe(truth);
      await close();
    });
  });
}
