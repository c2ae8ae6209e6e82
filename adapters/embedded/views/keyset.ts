import type { Order } from '../../../engine/projections/ports/view-store.ts';
import { equal } from './conditions.ts';
import type { Condition } from './conditions.ts';
import type { Scalar } from './fields.ts';
import type { Source } from './source.ts';

type Key = { readonly column: string; readonly descending: boolean; readonly mayMiss: boolean };

/** The columns a query is ordered by, the id last. */
function keysOf(orderBy: readonly Order[], source: Source): Key[] {
  const keys = orderBy.map(({ field, direction }) => ({
    column: source.column(field),
    descending: direction === 'descending',
    mayMiss: true,
  }));
  return [...keys, { column: source.id, descending: keys.at(-1)?.descending ?? false, mayMiss: false }];
}

export function orderSql(orderBy: readonly Order[], source: Source): string {
  return keysOf(orderBy, source)
    .map(({ column, descending }) => (descending ? `${column} DESC` : column))
    .join(', ');
}

/**
 * All that comes after the document with these key values (its id last), cut into ranges that follow one another: the
 * same first key and a later second one, then a later first key, then (descending) those without one. Each is a plain
 * range of an index, where one condition over all keys would make SQLite read from the start.
 */
export function rangesAfter(after: readonly Scalar[], orderBy: readonly Order[], source: Source): Condition[][] {
  const keys = keysOf(orderBy, source);
  return keys.toReversed().flatMap((key, fromEnd) => {
    const at = keys.length - 1 - fromEnd;
    const same = keys.slice(0, at).map(({ column }, index) => equal(column, after[index] ?? null));
    return later(key, after[at] ?? null).map((condition) => [...same, condition]);
  });
}

/** Nothing (NULL) comes first in ascending order and last in descending order. */
function later({ column, descending, mayMiss }: Key, value: Scalar): Condition[] {
  if (value === null) return descending ? [] : [{ sql: `${column} IS NOT NULL`, values: [] }];
  const further = { sql: `${column} ${descending ? '<' : '>'} ?`, values: [value] };
  return descending && mayMiss ? [further, equal(column, null)] : [further];
}
