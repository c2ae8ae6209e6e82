/** What stands at a dot path of objects; undefined when something is missing on the way. */
export function valueAt(document: object, path: string): unknown {
  let value: unknown = document;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** The text at a dot path of a document; null when there is none. */
export function textAt(document: object, path: string): string | null {
  const value = valueAt(document, path);
  return typeof value === 'string' ? value : null;
}
