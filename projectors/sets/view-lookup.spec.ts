import { expect, test } from '@jest/globals';
import type { Filter, NamedViews } from '../../engine/projections/ports/view-store.ts';
import { Views } from '../../engine/projections/views.ts';
import { ViewLookup } from './view-lookup.ts';
import { positionOf } from '../../engine/log/position.ts';

/** A view of 1,200 documents whose queries are remembered. */
function views() {
  const asked: { view: string; where: readonly Filter[] }[] = [];
  const find = async (view: string, { where = [], cursor = '0' }: { where?: readonly Filter[]; cursor?: string }) => {
    asked.push({ view, where });
    const start = Number(cursor);
    const items = Array.from({ length: Math.min(500, 1_200 - start) }, (_, index) => ({ id: `o-${start + index}` }));
    return { items, nextCursor: start + 500 < 1_200 ? String(start + 500) : null };
  };
  return { asked, views: new Views({ find } as unknown as NamedViews) };
}

const head = positionOf(7);

const gate = (reached: boolean, waited: string[] = [], still = '') => ({
  waitFor: async (names: readonly string[], position: string) => {
    waited.push(`${names.join()} ${position}`);
    return reached;
  },
  position: async () => null,
  standsStill: (view: string) => view === still,
});
const log = { members: async (set: string, value: string) => [`${set} of ${value} in the log`] };

test('all open orders of a customer are found, once their view has come to the head of the log', async () => {
  const { asked, views: found } = views();
  const waited: string[] = [];
  const lookup = new ViewLookup(found, gate(true, waited), async () => head, log);
  expect(await lookup.members('open-orders', 'ada')).toHaveLength(1_200);
  expect(waited).toEqual([`orders ${head}`]);
  expect(asked[0]).toEqual({
    view: 'orders',
    where: [
      { field: 'customerId', equals: 'ada' },
      { field: 'status', in: ['placed', 'confirmed', 'shipped'] },
    ],
  });
});

test('a view that does not get there is not asked', async () => {
  const { asked, views: found } = views();
  const lookup = new ViewLookup(found, gate(false), async () => head, log);
  await expect(lookup.members('mails', 'ada')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  expect(asked).toEqual([]);
});

test('a set that nobody declared is a mistake', async () => {
  const lookup = new ViewLookup(views().views, gate(true), async () => null, log);
  await expect(lookup.members('unicorns', 'ada')).rejects.toThrow('no set');
});

test('a view that stands still is not waited for: the log knows', async () => {
  const { asked, views: found } = views();
  const lookup = new ViewLookup(found, gate(false, [], 'orders'), async () => head, log);
  expect(await lookup.members('open-orders', 'ada')).toEqual(['open-orders of ada in the log']);
  expect(asked).toEqual([]);
});
