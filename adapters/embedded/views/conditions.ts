import type { Filter } from '../../../engine/projections/ports/view-store.ts';
import type { SqlValue } from '../sqlite.ts';
import { checkedField } from './fields.ts';
import type { Source } from './source.ts';

/** A piece of SQL with the values it binds, in order. */
export type Condition = { readonly sql: string; readonly values: readonly SqlValue[] };

export function allOf(conditions: readonly Condition[]): Condition {
  const sql = conditions.map((condition) => `(${condition.sql})`).join(' AND ');
  return { sql: sql === '' ? 'TRUE' : sql, values: conditions.flatMap(({ values }) => values) };
}

export function conditionsOf(where: readonly Filter[], source: Source): Condition[] {
  return where.map((filter) => conditionOf(filter, source));
}

function conditionOf(filter: Filter, source: Source): Condition {
  const column = source.column(filter.field);
  if ('contains' in filter) {
    if (filter === source.element) return { sql: 'e.element = ?', values: [filter.contains] };
    const path = `'$.${checkedField(filter.field)}'`;
    const elements = `json_each(d.document, ${path}) WHERE type = 'text' AND value = ?`;
    return {
      sql: `json_type(d.document, ${path}) = 'array' AND EXISTS (SELECT 1 FROM ${elements})`,
      values: [filter.contains],
    };
  }
  if ('equals' in filter) return equal(column, filter.equals);
  if ('in' in filter) {
    return { sql: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(filter.in)] };
  }
  const bounds = [
    { sign: '>=', value: filter.atLeast },
    { sign: '<=', value: filter.atMost },
    { sign: '<', value: filter.below },
  ];
  const set = bounds.flatMap(({ sign, value }) =>
    value === undefined ? [] : [{ sql: `${column} ${sign} ?`, values: [value] }],
  );
  return set.length === 0 ? { sql: `${column} IS NOT NULL`, values: [] } : allOf(set);
}

export function equal(column: string, value: string | number | boolean | null): Condition {
  if (value === null) return { sql: `${column} IS NULL`, values: [] };
  return { sql: `${column} = ?`, values: [typeof value === 'boolean' ? Number(value) : value] };
}

/** No document has a text with NUL that SQLite could be asked for: such a query matches nothing. */
export function asksForNul(where: readonly Filter[]): boolean {
  return where.some((filter) =>
    Object.values(filter).some((value) => typeof value === 'string' && value.includes('\0')),
  );
}
