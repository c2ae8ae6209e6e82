import { MalformedCursor } from '../../../engine/projections/ports/view-store.ts';
import type { AggregateRow, Filter, Order, Page, ViewQuery } from '../../../engine/projections/ports/view-store.ts';
import type { SqliteFile, SqlStatement, SqlValue } from '../sqlite.ts';
import { allOf, asksForNul, conditionsOf } from './conditions.ts';
import type { Condition } from './conditions.ts';
import { readCursor, shapeOf, writeCursor } from './cursor.ts';
import type { Declaration } from './declaration.ts';
import { scalarAt } from './fields.ts';
import type { Scalar } from './fields.ts';
import { orderSql, rangesAfter } from './keyset.ts';
import { sourceFor } from './source.ts';
import type { Source } from './source.ts';
import { Statements } from './statements.ts';

/** What a page is cut from. */
export type Selection = {
  readonly source: Source;
  readonly conditions: readonly Condition[];
  readonly orderBy: readonly Order[];
};

type Cut = { readonly limit: number; readonly offset?: number; readonly cursor?: string };
type Row = [id: string, document: string];

/** Answers lists and sums over a build's documents. */
export class Finder {
  readonly statements: Statements;
  private readonly view: string;
  private readonly declaration: Declaration;
  private readonly document: SqlStatement<Row>;

  constructor(file: SqliteFile, view: string, declaration: Declaration) {
    this.statements = new Statements(file);
    this.view = view;
    this.declaration = declaration;
    this.document = file.prepareArrays('SELECT id, document FROM documents WHERE no = ?');
  }

  find<Document>({ where = [], orderBy = [], limit, cursor }: ViewQuery): Page<Document> {
    const source = sourceFor(this.declaration, where, orderBy);
    const shape = shapeOf(this.view, where, orderBy);
    const cut = cursor === undefined ? { limit } : { limit, cursor };
    if (asksForNul(where)) return emptyPage(cursor);
    return this.page({ source, conditions: conditionsOf(where, source), orderBy }, shape, cut);
  }

  /** One page of a selection, by its keys. */
  page<Document>({ source, conditions, orderBy }: Selection, shape: string, cut: Cut): Page<Document> {
    const { limit, offset = 0, cursor } = cut;
    const ranges = cursor === undefined ? [[]] : rangesAfter(readKeys(cursor, shape, orderBy), orderBy, source);
    const numbers: number[] = [];
    for (const range of ranges) {
      const { sql, values } = allOf([...conditions, ...range]);
      const text = `SELECT ${source.no} FROM ${source.from} WHERE ${sql} ORDER BY ${orderSql(orderBy, source)} LIMIT ? OFFSET ?`;
      const skipped = cursor === undefined ? offset : 0;
      numbers.push(...this.statements.column(text, [...values, limit + 1 - numbers.length, skipped]));
      if (numbers.length > limit) break;
    }
    const rows = this.rows(numbers.slice(0, limit));
    const items = rows.map(([, document]) => JSON.parse(document) as Document);
    const [id] = rows.at(-1) ?? [];
    if (numbers.length <= limit || id === undefined) return { items, nextCursor: null };
    const last = items.at(-1) as object;
    return { items, nextCursor: writeCursor(shape, [...orderBy.map(({ field }) => scalarAt(last, field)), id]) };
  }

  /** The documents in this order; only these are read in full, however many were sorted. */
  rows(numbers: readonly number[]): Row[] {
    return numbers.flatMap((no) => {
      const row = this.document.get(no);
      return row === undefined ? [] : [row];
    });
  }

  /** Ids of all documents that match. */
  ids(where: readonly Filter[]): string[] {
    if (asksForNul(where)) return [];
    const source = sourceFor(this.declaration, where, []);
    const { sql, values } = allOf(conditionsOf(where, source));
    const rows = this.statements.rows<[string]>(`SELECT ${source.id} FROM ${source.from} WHERE ${sql}`, values);
    return rows.map(([id]) => id);
  }

  aggregate(where: readonly Filter[], groupBy: readonly string[], sum: readonly string[]): AggregateRow[] {
    const source = sourceFor(this.declaration, where, groupBy.map(ascending));
    const groups = groupBy.map((field) => source.column(field));
    const sums = sum.map((field) => numbersOf(source.column(field))).map((column) => `TOTAL(${column})`);
    const nothing = asksForNul(where) ? [{ sql: 'FALSE', values: [] }] : conditionsOf(where, source);
    const { sql, values } = allOf(nothing);
    const grouped = groups.length === 0 ? '' : `GROUP BY ${groups.join(', ')} ORDER BY ${groups.join(', ')}`;
    const selected = [...groups, 'COUNT(*)', ...sums].join(', ');
    const rows = this.statements.rows<SqlValue[]>(
      `SELECT ${selected} FROM ${source.from} WHERE ${sql} ${grouped}`,
      values,
    );
    return rows.map((row) => ({
      group: Object.fromEntries(groupBy.map((field, at) => [field, row[at] as Scalar])),
      count: Number(row[groupBy.length]),
      sums: Object.fromEntries(sum.map((field, at) => [field, Number(row[groupBy.length + 1 + at])])),
    }));
  }
}

/** What can match nothing never gave a cursor. Throws MalformedCursor for any. */
export function emptyPage(cursor: string | undefined): Page<never> {
  if (cursor !== undefined) throw new MalformedCursor('This query never gave that cursor.');
  return { items: [], nextCursor: null };
}

function readKeys(cursor: string, shape: string, orderBy: readonly Order[]): Scalar[] {
  return readCursor(cursor, shape, orderBy.length + 1);
}

const ascending = (field: string): Order => ({ field, direction: 'ascending' });

const numbersOf = (column: string) => `CASE WHEN typeof(${column}) IN ('integer', 'real') THEN ${column} END`;
