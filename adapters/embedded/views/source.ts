import type { Filter, Order } from '../../../engine/projections/ports/view-store.ts';
import type { Declaration } from './declaration.ts';
import { checkedField } from './fields.ts';
import { columnOf } from './schema.ts';

/** Where a query reads from, and how it names what it reads. */
export type Source = {
  readonly from: string;
  readonly id: string;
  readonly no: string;
  column(field: string): string;
  /** The filters left to check; `element` holds for the rest by the choice of the table. */
  readonly element: Filter | null;
};

/** A field's own column, or else its place in the JSON: right as well, only slower. */
function documentColumn(declaration: Declaration, field: string): string {
  return declaration.columns.includes(field)
    ? `d.${columnOf(field)}`
    : `json_extract(d.document, '$.${checkedField(field)}')`;
}

/** The documents' own table, after `before` (a join that ends in the documents). */
export function documentsSource(declaration: Declaration, from = 'documents d'): Source {
  return { from, id: 'd.id', no: 'd.no', column: (field) => documentColumn(declaration, field), element: null };
}

/** The table to start from: one of elements when a filter asks for an element, the one that answers most of the rest. */
export function sourceFor(declaration: Declaration, where: readonly Filter[], orderBy: readonly Order[]): Source {
  const used = [...where, ...orderBy].map(({ field }) => field);
  const candidates = declaration.elements.flatMap((table) => {
    const filter = where.find((wanted) => 'contains' in wanted && wanted.field === table.element);
    const answered = used.filter((field) => table.fields.includes(field)).length;
    return filter === undefined ? [] : [{ table, filter, answered }];
  });
  const best = candidates.toSorted((left, right) => right.answered - left.answered)[0];
  if (best === undefined) return documentsSource(declaration);
  const { table, filter } = best;
  return {
    from: `${table.name} e CROSS JOIN documents d ON d.no = e.no`,
    id: 'e.id',
    no: 'e.no',
    column: (field) => (table.fields.includes(field) ? `e.${columnOf(field)}` : documentColumn(declaration, field)),
    element: filter,
  };
}
