import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MalformedCursor } from '../../engine/projections/ports/view-store.ts';
import type { SearchQuery, ViewBuild, ViewStore } from '../../engine/projections/ports/view-store.ts';
import { found, products, productsIn } from './search-products.ts';
import type { ProductDocument } from './search-products.ts';
import { allPages, write } from './view-store-orders.ts';
import type { ViewStorePlace } from './view-store.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

const shelf: readonly ProductDocument[] = [
  {
    id: 'p-1',
    name: 'Wireless Mouse',
    description: 'A quiet mouse',
    category: 'computers',
    price: eur(2_999),
    attributes: { brand: 'Acme', dpi: 1600 },
  },
  {
    id: 'p-2',
    name: 'Mechanical Keyboard',
    description: 'Clicks, and how',
    category: 'computers',
    price: eur(8_999),
    attributes: { brand: 'Acme' },
  },
  {
    id: 'p-3',
    name: 'Café crème cups',
    description: 'Set of six',
    category: 'kitchen',
    price: eur(2_499),
    attributes: { colour: 'white' },
  },
  {
    id: 'p-4',
    name: 'Mouse pad',
    description: 'For every wireless mouse',
    category: 'computers',
    price: eur(999),
    attributes: { brand: 'Zeta' },
  },
  {
    id: 'p-5',
    name: 'Desk lamp',
    description: 'Light for late hours',
    category: null,
    price: { amount: 3_999, currency: 'USD' },
  },
  { id: 'p-6', name: 'Moose figurine', description: 'Carved by hand', category: 'decoration', price: eur(1_999) },
];

/** What every store promises of a view that declares how it is searched. */
export function searchContract(name: string, open: () => Promise<ViewStorePlace>): void {
  describe(`${name}: search`, () => {
    let place: ViewStorePlace;
    let store: ViewStore;
    let build: ViewBuild;
    const ids = async (text: string, query: Partial<SearchQuery> = {}) =>
      (await found(store, { text, ...query })).toSorted();
    beforeEach(async () => {
      place = await open();
      store = place.store;
      build = await productsIn(store, shelf);
    });
    afterEach(() => place.remove());

    describe('words', () => {
      test('are found in every declared field, nested ones too, whatever their case and accents', async () => {
        expect(await ids('KEYBOARD')).toEqual(['p-2']);
        expect(await ids('clicks')).toEqual(['p-2']);
        expect(await ids('cafe creme')).toEqual(['p-3']);
        expect(await ids('Crème')).toEqual(['p-3']);
        expect(await ids('acme')).toEqual(['p-1', 'p-2']);
        expect(await ids('1600')).toEqual(['p-1']);
        expect(await ids('computers')).toEqual([]);
      });

      test('must all match, in whatever field and order', async () => {
        expect(await ids('acme quiet')).toEqual(['p-1']);
        expect(await ids('pad wireless')).toEqual(['p-4']);
        expect(await ids('wireless lamp')).toEqual([]);
      });

      test('of five letters and more forgive one letter wrong, missing, added or swapped', async () => {
        for (const typed of ['keyboarx', 'keybord', 'keyyboard', 'ekyboard', 'keyboadr', 'eyboard', 'keyboards']) {
          expect([typed, await ids(typed)]).toEqual([typed, ['p-2']]);
        }
        for (const typed of ['keybo', 'kexboarx', 'kebyorad', 'keyboardxx']) {
          expect([typed, await ids(typed)]).toEqual([typed, []]);
        }
      });

      test('of fewer letters forgive nothing', async () => {
        expect(await ids('lamp')).toEqual(['p-5']);
        for (const typed of ['lam', 'lanp', 'lmap', 'des', 'pda'])
          expect([typed, await ids(typed)]).toEqual([typed, []]);
      });

      test('of five letters on the shelf forgive one that is missing as typed', async () => {
        for (const typed of ['mose', 'mous', 'ouse']) {
          expect([typed, await ids(typed)]).toEqual([typed, expect.arrayContaining(['p-1'])]);
        }
      });

      test('each forgive a typo of their own', async () => {
        expect(await ids('wireles mouze')).toEqual(['p-1', 'p-4']);
      });

      test('are no language: operators, quotes and signs are text or nothing', async () => {
        const harmless = [
          '"mouse',
          'mouse"',
          '(mouse',
          'mouse*',
          '^mouse',
          '-mouse',
          'mouse:',
          'name:mouse',
          "mouse'",
          '+mouse',
          '{mouse}',
          'mouse\\',
          '\0mouse',
          'mouse\ud83d',
          'mouse 🎁',
        ];
        for (const text of harmless) {
          const expected = text.startsWith('name') ? [] : ['p-1', 'p-4', 'p-6'];
          expect([text, await ids(text)]).toEqual([text, expected]);
        }
        for (const text of ['mouse AND pad', 'mouse OR lamp', 'NOT mouse', 'NEAR(mouse pad)', 'mouse NEAR/2 pad']) {
          expect([text, await ids(text)]).toEqual([text, []]);
        }
      });

      test('without a letter or digit find nothing, and no text at all finds everything', async () => {
        for (const text of ['', '   ', '"', '*', '🎁🎉', '-- ; \'"', '\0', '()', '\u0301']) {
          const page = await store.search('products', { text, limit: 5 });
          expect([text, page]).toEqual([
            text,
            { items: [], nextCursor: null, total: 0, facets: { category: [], 'attributes.brand': [] } },
          ]);
        }
        expect(await found(store, {})).toEqual(['p-1', 'p-2', 'p-3', 'p-4', 'p-5', 'p-6']);
      });

      test('may be many and long', async () => {
        expect(await ids('mouse '.repeat(2_000))).toEqual(['p-1', 'p-4', 'p-6']);
        expect(await ids(Array.from({ length: 500 }, (_, at) => `word${at}`).join(' '))).toEqual([]);
        expect(await ids('x'.repeat(50_000))).toEqual([]);
      });
    });

    describe('filters, pages and counts', () => {
      test('filters narrow what the words found', async () => {
        expect(await ids('mouse', { where: [{ field: 'price.amount', below: 2_000 }] })).toEqual(['p-4', 'p-6']);
        expect(await ids('mouse', { where: [{ field: 'category', equals: 'kitchen' }] })).toEqual([]);
      });

      test('the order asked for goes before relevance', async () => {
        const orderBy = [{ field: 'price.amount', direction: 'descending' }] as const;
        expect(await found(store, { text: 'mouse', orderBy })).toEqual(['p-1', 'p-6', 'p-4']);
      });

      test('the total and the facets count all that match, on whatever page', async () => {
        const page = await store.search<ProductDocument>('products', { limit: 1, offset: 1 });
        expect(page.items.map(({ id }) => id)).toEqual(['p-2']);
        expect(page.total).toBe(6);
        expect(page.facets).toEqual({
          category: [
            { value: 'computers', count: 3 },
            { value: 'decoration', count: 1 },
            { value: 'kitchen', count: 1 },
          ],
          'attributes.brand': [
            { value: 'Acme', count: 2 },
            { value: 'Zeta', count: 1 },
          ],
        });
        const filtered = await store.search('products', {
          text: 'mouse',
          where: [{ field: 'category', equals: 'computers' }],
          limit: 1,
        });
        expect(filtered.total).toBe(2);
        expect(filtered.facets['category']).toEqual([{ value: 'computers', count: 2 }]);
      });

      test('pages by cursor and by offset show the same', async () => {
        const queries: Partial<SearchQuery>[] = [
          {},
          { text: 'mouse' },
          { text: 'mouse', orderBy: [{ field: 'name', direction: 'ascending' }] },
        ];
        for (const query of queries) {
          const whole = await found(store, query);
          const paged = await allPages((cursor) =>
            store.search<ProductDocument>('products', {
              ...query,
              limit: 2,
              ...(cursor === undefined ? {} : { cursor }),
            }),
          );
          expect(paged).toEqual(whole);
          expect(await found(store, { ...query, offset: 1 })).toEqual(whole.slice(1));
          expect(await found(store, { ...query, offset: 99 })).toEqual([]);
        }
      });

      test('a cursor of another search is malformed', async () => {
        const { nextCursor } = await store.search('products', { text: 'mouse', limit: 1 });
        const cursor = nextCursor!;
        for (const query of [{}, { text: 'mouses' }, { text: 'mouse', where: [{ field: 'category', equals: 'x' }] }]) {
          await expect(store.search('products', { ...query, limit: 1, cursor })).rejects.toThrow(MalformedCursor);
        }
        await expect(store.search('products', { text: 'mouse', limit: 1, cursor: 'x' })).rejects.toThrow(
          MalformedCursor,
        );
        await expect(store.search('products', { text: '🎁', limit: 1, cursor })).rejects.toThrow(MalformedCursor);
        await expect(store.find('products', { limit: 1, cursor })).rejects.toThrow(MalformedCursor);
      });
    });

    describe('what changes', () => {
      test('a product is found by its new words and no longer by its old ones', async () => {
        expect(await ids('keyboard')).toEqual(['p-2']);
        await write(build, 2, { 'p-2': { id: 'p-2', name: 'Typewriter' } });
        expect(await ids('keyboard')).toEqual([]);
        expect(await ids('typwriter')).toEqual(['p-2']);
      });

      test('a deleted product is gone from search, counts and facets', async () => {
        await write(build, 2, { 'p-6': null });
        expect(await ids('moose')).toEqual(['p-1', 'p-4']);
        const { total, facets } = await store.search('products', { limit: 1 });
        expect(total).toBe(5);
        expect(facets['category']).not.toContainEqual({ value: 'decoration', count: 1 });
      });

      test('a change that leaves the words alone leaves the product found', async () => {
        await write(build, 2, { 'p-6': { ...shelf[5], price: eur(5) } });
        expect(await ids('figurine', { where: [{ field: 'price.amount', equals: 5 }] })).toEqual(['p-6']);
      });

      test('search survives a restart', async () => {
        store = await place.reopen();
        expect(await ids('keybord')).toEqual(['p-2']);
        build = await store.open(products, '1.1');
        await write(build, 2, { 'p-7': { id: 'p-7', name: 'Gramophone' } });
        expect(await ids('gramofone')).toEqual([]);
        expect(await ids('gramophon')).toEqual(['p-7']);
      });
    });

    test('a view without search cannot be searched', async () => {
      const { search: _, ...plain } = products;
      await store.open({ ...plain, name: 'plain' }, '1.1');
      await store.switchTo('plain', '1.1');
      await expect(store.search('plain', { limit: 1 })).rejects.toThrow('declares no search');
    });
  });
}

/** Only a store that knows relevance keeps these. */
export function relevanceContract(name: string, open: () => Promise<ViewStorePlace>): void {
  describe(`${name}: relevance`, () => {
    let place: ViewStorePlace;
    beforeEach(async () => {
      place = await open();
      await productsIn(place.store, shelf);
    });
    afterEach(() => place.remove());

    test('words found as typed go before words found by forgiving', async () => {
      expect((await found(place.store, { text: 'moose' }))[0]).toBe('p-6');
      expect((await found(place.store, { text: 'mouse' })).at(-1)).toBe('p-6');
    });

    test('a word in the name weighs more than one in the description', async () => {
      expect(await found(place.store, { text: 'wireless' })).toEqual(['p-1', 'p-4']);
    });

    test('equally relevant ones go by id', async () => {
      const twins = ['p-9', 'p-7', 'p-8'].map((id) => ({ id, name: 'Twin' }));
      await productsIn(place.store, twins);
      expect(await found(place.store, { text: 'twin' })).toEqual(['p-7', 'p-8', 'p-9']);
    });
  });
}
