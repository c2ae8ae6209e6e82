import { StoreUnavailable } from '../engine/log/event-store.ts';
import type { Lookup } from '../engine/commands/lookup.ts';
import type { Position } from '../engine/log/position.ts';
import type { ViewGate } from '../engine/projections/ports/view-gate.ts';
import type { Filter, Page } from '../engine/projections/ports/view-store.ts';
import type { Projection } from '../engine/projections/projection.ts';
import type { Views } from '../engine/projections/views.ts';
import { notifications } from '../projectors/notifications/notifications.ts';
import { orders } from '../projectors/orders/orders.ts';
import { openStatuses } from './log-lookup.ts';

const waitMs = 5_000;
const pageSize = 500;

/** The view that holds a set, and what tells a member. */
type SetInView = {
  readonly view: Projection<{ readonly id: string }>;
  readonly where: (value: string) => readonly Filter[];
};

/** The sets that rules ask for. */
const sets: Readonly<Record<string, SetInView>> = {
  'open-orders': {
    view: orders,
    where: (customerId) => [
      { field: 'customerId', equals: customerId },
      { field: 'status', in: openStatuses },
    ],
  },
  mails: { view: notifications, where: (userId) => [{ field: 'userId', equals: userId }] },
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
    if (this.gate.standsStill(view.name)) return this.log.members(set, value);
    const head = await this.head();
    if (head !== null && !(await this.gate.waitFor([view.name], head, waitMs))) {
      throw new StoreUnavailable(`The view ${view.name} is behind the log`);
    }
    const ids: string[] = [];
    for (let cursor: string | undefined; ;) {
      const query = { where: where(value), limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
      const page: Page<{ readonly id: string }> = await this.views.of(view).find(query);
      ids.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) return ids;
      cursor = page.nextCursor;
    }
  }
}
