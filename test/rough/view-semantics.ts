import type { Filter } from '../../engine/projections/ports/view-store.ts';

type Scalar = string | number | null;

/** The value at a dot path: missing is null, booleans count as 1 and 0, anything nested is its JSON. */
export function scalarAt(document: object, field: string): Scalar {
  const value = valueAt(document, field);
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}

/** Nothing before numbers before text; text by its bytes in UTF-8. */
export function compareScalars(left: Scalar, right: Scalar): number {
  const rank = (value: Scalar) => (value === null ? 0 : typeof value === 'number' ? 1 : 2);
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (typeof left === 'number') return left - Number(right);
  return left === null ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(String(right)));
}

export function matchesFilter(document: object, filter: Filter): boolean {
  if ('contains' in filter) {
    const value = valueAt(document, filter.field);
    return Array.isArray(value) && value.includes(filter.contains);
  }
  const value = scalarAt(document, filter.field);
  if ('equals' in filter) return value === (typeof filter.equals === 'boolean' ? Number(filter.equals) : filter.equals);
  if (value === null) return false;
  if ('in' in filter) return filter.in.includes(value);
  if (filter.atLeast !== undefined && compareScalars(value, filter.atLeast) < 0) return false;
  if (filter.atMost !== undefined && compareScalars(value, filter.atMost) > 0) return false;
  return filter.below === undefined || compareScalars(value, filter.below) < 0;
}

/** All text and numbers under some fields, however deep. */
export function textsAt(document: object, fields: readonly string[]): string {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(texts);
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  };
  return fields.flatMap((field) => texts(valueAt(document, field))).join(' ');
}

function valueAt(document: object, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined,
      document,
    );
}
