/** The value at a dot path of a document; undefined when there is none. */
export function valueAt(document: object, path: string): unknown {
  let value: unknown = document;
  for (const name of path.split('.')) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return value;
}

/** The text at a dot path of a document; null when there is none. */
export function textAt(document: object, path: string): string | null {
  const value = valueAt(document, path);
  return typeof value === 'string' ? value : null;
}
