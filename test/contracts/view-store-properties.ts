import fc from 'fast-check';
import type { Filter, Order } from '../../engine/projections/ports/view-store.ts';
import type { ProductDocument } from './search-products.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'B', 'é', 'z', '\u{1f381}', '\uffee'), maxLength: 3 });
const amounts = fc.integer({ min: -3, max: 3 });
const vendors = fc.constantFrom('v-1', 'v-2', 'v-3');

/** Orders with few different values, so that filters match and orders tie; some fields are missing, some of two kinds. */
export const someOrders: fc.Arbitrary<Readonly<Record<string, object | null>>> = fc.dictionary(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'D', '1', 'ä'), minLength: 1, maxLength: 3 }),
  fc.option(
    fc.record(
      {
        customerId: fc.option(fc.constantFrom('anna', 'ben')),
        createdAt: fc.oneof(letters, amounts),
        status: letters,
        paid: fc.boolean(),
        total: fc.oneof(fc.record({ amount: amounts }), amounts, fc.constant(null)),
        vendorIds: fc.oneof(fc.array(vendors, { maxLength: 4 }), vendors),
      },
      { requiredKeys: [] },
    ),
    { freq: 8 },
  ),
  { maxKeys: 25, noNullPrototype: true },
);

const scalarField = fc.constantFrom('customerId', 'createdAt', 'status', 'paid', 'total.amount', 'missing.field');
const value = fc.oneof(letters, amounts, fc.constantFrom('anna', 'ben'));

const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ field: scalarField, equals: fc.oneof(value, fc.boolean(), fc.constant(null)) }),
  fc.record({ field: scalarField, in: fc.array(value, { maxLength: 3 }) }),
  fc.record({ field: scalarField, atLeast: value, below: value, atMost: value }, { requiredKeys: ['field'] }),
  fc.record({ field: fc.constantFrom('vendorIds', 'status'), contains: vendors }),
);

export const someFilters = fc.array(filter, { maxLength: 2 });

export const someOrder: fc.Arbitrary<Order[]> = fc.uniqueArray(
  fc.record({ field: scalarField, direction: fc.constantFrom('ascending', 'descending') }),
  { selector: ({ field }) => field, maxLength: 3 },
);

const word = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 3, maxLength: 7 }),
  fc.constantFrom('Mouse', 'moose', 'Maus', 'crème', 'creme', 'AND', '12345', '12354'),
);
const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));

export const someProducts: fc.Arbitrary<readonly ProductDocument[]> = fc
  .array(
    fc.record({
      name: text,
      description: text,
      category: fc.option(fc.constantFrom('x', 'y')),
      attributes: fc.dictionary(fc.constantFrom('brand', 'colour'), word, { noNullPrototype: true }),
    }),
    { maxLength: 12 },
  )
  .map((products) => products.map((product, at) => ({ id: `p-${at}`, ...product })));

/** What people type: words, words in part, and anything at all. */
export const someText = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary' }),
);
