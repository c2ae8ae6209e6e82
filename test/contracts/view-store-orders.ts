import type { Checkpoint, ViewBuild, ViewDocument, ViewStore } from '../../engine/projections/ports/view-store.ts';
import type { Projection } from '../../engine/projections/projection.ts';
import { positionOf } from '../../engine/log/position.ts';

/** An order's document, as far as view stores are asked about it. */
export type OrderDocument = {
  readonly id: string;
  readonly customerId?: string | null;
  readonly status?: string;
  readonly createdAt?: string | null;
  readonly total?: { readonly amount: number; readonly currency: string };
  readonly vendorIds?: readonly string[];
  readonly paid?: boolean;
};

const folds = { version: 1, handles: [], keys: () => [], evolve: () => null };

export const orders: Projection = {
  name: 'orders',
  ...folds,
  indexes: [
    { fields: ['customerId', 'createdAt'] },
    { fields: ['vendorIds', 'createdAt'], multi: true },
    { fields: ['status'] },
  ],
};

export function checkpointAt(position: number): Checkpoint {
  return { position: positionOf(position), logId: 'log', eventId: `event-${position}`, events: position };
}

/** Writes documents (with `null`: deletes them) as of one position. */
export async function write(
  build: ViewBuild,
  at: number,
  documents: Readonly<Record<string, object | null>>,
): Promise<void> {
  const written = Object.entries(documents).map(([id, document]): ViewDocument => ({
    id,
    document,
    position: positionOf(at),
  }));
  await build.write(written, checkpointAt(at));
}

/** A live build with these orders in it. */
export async function ordersIn(store: ViewStore, documents: readonly OrderDocument[]): Promise<ViewBuild> {
  const build = await store.open(orders, '1.1');
  await write(build, 1, Object.fromEntries(documents.map((document) => [document.id, document])));
  await store.switchTo('orders', '1.1');
  return build;
}

/** The ids of all pages of a query, one page after another. */
export async function allPages(
  page: (cursor: string | undefined) => Promise<{ items: readonly { id: string }[]; nextCursor: string | null }>,
): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page(cursor);
    ids.push(...items.map(({ id }) => id));
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}
