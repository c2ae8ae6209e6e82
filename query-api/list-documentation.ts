import type { ParameterDoc } from '../http/documented.ts';

/** What every list takes. */
export const listQuery = {
  limit: { description: 'How many items a page has, 1 to 100.', example: 20, type: 'integer' },
  cursor: { description: 'The `nextCursor` of the page before.', type: 'string' },
} as const satisfies Readonly<Record<string, ParameterDoc>>;

/** An example of a list's answer with one item and no further page. */
export function listOf(item: object, more: object = {}): object {
  return { items: [item], nextCursor: null, ...more };
}
