import type { Page } from '../engine/projections/ports/view-store.ts';
import { malformedCursor } from '../http/list-parameters.ts';
import type { ListParameters } from '../http/list-parameters.ts';

/** A page with each document shaped as the API shows it. */
export async function shown<Document, Item, P extends Page<Document>>(
  page: Promise<P>,
  shape: (document: Document) => Item,
): Promise<Omit<P, 'items'> & { readonly items: readonly Item[] }> {
  const found = await page;
  return { ...found, items: found.items.map(shape) };
}

/** Opaque text for a list that is paged here and not by a view. */
export function cursorOf(list: string, place: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString('base64url');
}

/** The place in a cursor that `cursorOf` gave for the same list; 400 for any other. */
export function placeIn(list: string, cursor: string): readonly unknown[] {
  const [of, ...place] = parsed(cursor);
  if (of !== list || place.length === 0 || cursorOf(list, place as string[]) !== cursor) throw malformedCursor();
  return place;
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** A page of items that are all at hand, in the order of their keys. */
export function pageOf<Item>(
  list: string,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { limit, cursor }: ListParameters,
): Page<Item> {
  const after = cursor === undefined ? null : String(placeIn(list, cursor)[0]);
  const rest = items
    .filter((item) => after === null || keyOf(item) > after)
    .toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page, nextCursor: rest.length > limit && last !== undefined ? cursorOf(list, [keyOf(last)]) : null };
}
