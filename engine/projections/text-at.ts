/** The text at a dot path of a document; null when there is none. */
export function textAt(document: object, path: string): string | null {
  let value: unknown = document;
  for (const name of path.split('.')) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'string' ? value : null;
}
