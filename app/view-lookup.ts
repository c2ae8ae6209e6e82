import { StoreUnavailable } from '../engine/log/event-store.ts';
import type { Lookup } from '../engine/commands/lookup.ts';
import type { Position } from '../engine/log/position.ts';
import type { ViewGate } from '../engine/projections/ports/view-gate.ts';
import type { Filter, Page, Views } from '../engine/projections/ports/view-store.ts';
import { notifications } from '../projectors/notifications/notifications.ts';
import { orders } from '../projectors/orders/orders.ts';
import { openStatuses } from './log-lookup.ts';

const waitMs = 5_000;
const pageSize = 500;

/** The sets that rules ask for: the view that holds them and what tells a member. */
const sets: Readonly<Record<string, { readonly view: string; readonly where: (value: string) => readonly Filter[] }>> =
  {
    'open-orders': {
      view: orders.name,
      where: (customerId) => [
        { field: 'customerId', equals: customerId },
        { field: 'status', in: openStatuses },
      ],
    },
    mails: { view: notifications.name, where: (userId) => [{ field: 'userId', equals: userId }] },
  };

/** Views that may stand still: they were made by older code, or of another log, and wait for a rebuild. */
export type Gate = ViewGate & { standsStill(view: string): boolean };

/** Finds members in the views, once these have come to the log's head; in the log when the view stands still. */
export class ViewLookup implements Lookup {
  constructor(
    private readonly views: Views,
    private readonly gate: Gate,
    private readonly head: () => Promise<Position | null>,
    private readonly log: Lookup,
  ) {}

  async members(set: string, value: string): Promise<readonly string[]> {
    const known = sets[set];
    if (known === undefined) throw new RangeError(`There is no set ${set}`);
    const { view, where } = known;
    if (this.gate.standsStill(view)) return this.log.members(set, value);
    const head = await this.head();
    if (head !== null && !(await this.gate.waitFor([view], head, waitMs))) {
      throw new StoreUnavailable(`The view ${view} is behind the log`);
    }
    const ids: string[] = [];
    for (let cursor: string | undefined; ;) {
      const query = { where: where(value), limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
      const page: Page<{ readonly id: string }> = await this.views.find(view, query);
      ids.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) return ids;
      cursor = page.nextCursor;
    }
  }
}
