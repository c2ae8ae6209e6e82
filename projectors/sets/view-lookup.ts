import { StoreUnavailable } from '../../engine/log/event-store.ts';
import type { Lookup } from '../../engine/commands/lookup.ts';
import type { Position } from '../../engine/log/position.ts';
import type { ViewGate } from '../../engine/projections/ports/view-gate.ts';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import { setNamed } from './sets.ts';

const waitMs = 5_000;
const pageSize = 500;

/** Views that may stand still: they were made by older code, or of another log, and wait for a rebuild. */
type Gate = ViewGate & { standsStill(view: string): boolean };

/** Finds members in the views, once these have come to the log's head; in the log when the view stands still. */
export class ViewLookup implements Lookup {
  constructor(
    private readonly views: Views,
    private readonly gate: Gate,
    private readonly head: () => Promise<Position | null>,
    private readonly log: Lookup,
  ) {}

  async members(set: string, value: string): Promise<readonly string[]> {
    const { view, where } = setNamed(set);
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
