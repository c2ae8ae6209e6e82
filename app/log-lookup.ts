import { orderDecider } from '../domain/order/order.ts';
import { yieldTurn } from '../engine/tools/back-off.ts';
import type { EventStore } from '../engine/log/event-store.ts';
import type { Executor } from '../engine/commands/executor.ts';
import type { Lookup } from '../engine/commands/lookup.ts';
import type { Position } from '../engine/log/position.ts';

const page = 500;

/** What begins a member of a set; its subject is whom it belongs to. */
const sets: Readonly<Record<string, { readonly begins: string; readonly prefix: string }>> = {
  'open-orders': { begins: 'OrderPlaced', prefix: 'order-' },
  mails: { begins: 'NotificationRequested', prefix: 'notification-' },
};

export const openStatuses = ['placed', 'confirmed', 'shipped'] as const;

/** Finds members by reading the log from its beginning: slow, for when the view that has them stands still. */
export class LogLookup implements Lookup {
  constructor(
    private readonly store: Pick<EventStore, 'readAll'>,
    private readonly executor: Pick<Executor, 'load'>,
  ) {}

  async members(set: string, value: string): Promise<readonly string[]> {
    const known = sets[set];
    if (known === undefined) throw new RangeError(`There is no set ${set}`);
    const ids = await this.begun(known.begins, known.prefix, value);
    return set === 'open-orders' ? this.open(ids) : ids;
  }

  private async begun(type: string, prefix: string, subject: string): Promise<readonly string[]> {
    const found: string[] = [];
    const types = new Set([type]);
    for (let after: Position | null = null; ;) {
      const events: Awaited<ReturnType<EventStore['readAll']>> = await this.store.readAll(after, page, types);
      const begun = events.filter((event) => event.type === type && event.metadata.subject === subject);
      found.push(...begun.map(({ stream }) => stream.slice(prefix.length)));
      if (events.length < page) return found;
      after = events.at(-1)!.position;
      await yieldTurn();
    }
  }

  private async open(ids: readonly string[]): Promise<readonly string[]> {
    const open: string[] = [];
    for (const id of ids) {
      const { state } = await this.executor.load(orderDecider, id);
      if (state !== null && (openStatuses as readonly string[]).includes(state.status)) open.push(id);
    }
    return open;
  }
}
