import type { Projection, SearchFields } from '../../../engine/projections/projection.ts';
import { checkedField } from './fields.ts';

/** A table beside the documents with a row for each element of an array: the element, then the other fields. */
export type ElementTable = { readonly name: string; readonly element: string; readonly fields: readonly string[] };

/** What a view's file keeps besides the documents; written into the file, so that it can be opened without its code. */
export type Declaration = {
  /** Fields with a column of their own beside the document's JSON: filters and orders need not parse it. */
  readonly columns: readonly string[];
  readonly indexes: readonly (readonly string[])[];
  readonly elements: readonly ElementTable[];
  readonly search: SearchFields | null;
};

export function declarationOf(projection: Pick<Projection, 'indexes' | 'search'>): Declaration {
  const indexes = projection.indexes
    .filter(({ multi }) => multi !== true)
    .map(({ fields }) => fields.map(checkedField));
  const elements = projection.indexes
    .filter(({ multi }) => multi === true)
    .map(({ fields: [element = '', ...fields] }, at) => ({
      name: `elements_${at}`,
      element: checkedField(element),
      fields: fields.map(checkedField),
    }));
  const facets = (projection.search?.facets ?? []).map(checkedField);
  Object.keys(projection.search?.text ?? {}).forEach(checkedField);
  const columns = [...indexes.flat(), ...elements.flatMap(({ fields }) => fields), ...facets];
  return { columns: [...new Set(columns)], indexes, elements, search: projection.search ?? null };
}
