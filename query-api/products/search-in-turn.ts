import type { SearchPage, SearchQuery } from '../../engine/projections/ports/view-store.ts';
import type { View } from '../../engine/projections/views.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { cursorOf, placeIn } from '../paging.ts';

type Facets = SearchPage<never>['facets'];

/**
 * One list of what several searches find, one search after the other: pages, total and facets go over all of them.
 * Throws MalformedCursor, or a 400 for a cursor that no such list gave.
 */
export async function searchInTurn<Document>(
  view: View<Document>,
  searches: readonly Omit<SearchQuery, 'limit'>[],
  list: ListParameters & { readonly offset: number },
): Promise<SearchPage<Document>> {
  const [first, inner] = list.cursor === undefined ? [0, null] : placeIn('in-turn', list.cursor);
  let skip = list.offset;
  let nextCursor: string | null = null;
  let total = 0;
  let facets: Facets = {};
  const items: Document[] = [];
  for (const [turn, search] of searches.entries()) {
    const wanted = nextCursor === null && turn >= Number(first) ? list.limit - items.length : 0;
    const from = turn === first && typeof inner === 'string' ? { cursor: inner } : { offset: skip };
    const page = await view.search({
      ...search,
      ...(wanted > 0 ? from : {}),
      limit: Math.max(1, wanted),
    });
    total += page.total;
    facets = summed(facets, page.facets);
    if (wanted > 0) {
      items.push(...page.items);
      skip = Math.max(0, skip - page.total);
      if (page.nextCursor !== null) nextCursor = cursorOf('in-turn', [turn, page.nextCursor]);
    } else if (nextCursor === null && turn > Number(first) && page.total > 0) {
      nextCursor = cursorOf('in-turn', [turn, null]);
    }
  }
  return { items, nextCursor, total, facets };
}

function summed(left: Facets, right: Facets): Facets {
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return Object.fromEntries(
    names.map((name) => {
      const counts = new Map<string, number>();
      for (const { value, count } of [...(left[name] ?? []), ...(right[name] ?? [])]) {
        counts.set(value, (counts.get(value) ?? 0) + count);
      }
      const values = [...counts].map(([value, count]) => ({ value, count }));
      return [name, values.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))];
    }),
  );
}
