import { valueAt } from '../../../engine/projections/folding/value-at.ts';

/** What filters and orders compare: nothing before numbers before text (by bytes); booleans count as 1 and 0. */
export type Scalar = string | number | null;

const pattern = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** Field names become part of SQL, so anything but a plain dot path throws. */
export function checkedField(field: string): string {
  if (!pattern.test(field)) throw new Error(`'${field}' is no field of a view: dot paths of plain names only.`);
  return field;
}

/** The value at a dot path as SQLite's json_extract gives it: missing is null, anything nested its JSON. */
export function scalarAt(document: object, field: string): Scalar {
  const value = valueAt(document, field);
  switch (typeof value) {
    case 'string':
      return withoutNul(value);
    case 'number':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return value === null || value === undefined ? null : JSON.stringify(value);
  }
}

/** Documents keep NUL, as JSON; what is compared cannot, since the driver would cut it there. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}
