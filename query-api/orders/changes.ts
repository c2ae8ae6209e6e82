/** A difference between two documents; `path` is a JSON Pointer (RFC 6901). What was or is not there is null. */
export type Change = { readonly path: string; readonly from: unknown; readonly to: unknown };

/** What has to be changed to make one JSON document the other, as deep as both have it. */
export function changesBetween(from: unknown, to: unknown, path = ''): readonly Change[] {
  if (isNested(from) && isNested(to) && Array.isArray(from) === Array.isArray(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return keys.flatMap((key) => changesBetween(member(from, key), member(to, key), `${path}/${escaped(key)}`));
  }
  return (from ?? null) === (to ?? null) ? [] : [{ path, from: from ?? null, to: to ?? null }];
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function member(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
