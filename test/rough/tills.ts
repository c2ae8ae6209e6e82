import { randomUUID } from 'node:crypto';
import type { EventTypes } from '../../engine/log/event-registry.ts';
import type { EventStore } from '../../engine/log/event-store.ts';
import type { Event, NewEvent } from '../../engine/log/event.ts';
import type { Position } from '../../engine/log/position.ts';
import { projection, type Projection } from '../../engine/projections/projection.ts';

/** A shop of tills, for suites that read: what is sold at a till, to whom, and tills that are closed. */
export type TillEvent =
  | Event<'ItemSold', { to: string; amount: number }>
  | Event<'TillClosed', Record<string, never>>
  | Event<'LightsSwitched', Record<string, never>>
  /** The buyer is this event's subject. */
  | Event<'BuyerForgotten', { who: string }>;

export type Sale = Extract<TillEvent, { type: 'ItemSold' }>;

export const tillTypes: EventTypes = {
  ItemSold: { version: 1 },
  TillClosed: { version: 1 },
  LightsSwitched: { version: 1 },
  BuyerForgotten: { version: 1 },
};

export type Takings = { readonly amount: number; readonly items: readonly string[] };

/** An amount that the fold of the takings cannot take, until it is mended. */
export const poison = 13;

/** What each till and each buyer comes to. `mended` makes it take what it could not. */
export function takings(mended: () => boolean = () => false, version = 1): Projection {
  return projection<Takings, TillEvent>({
    name: 'takings',
    version,
    handles: ['ItemSold', 'TillClosed'],
    keys: (event) => (event.type === 'ItemSold' ? [event.stream, `buyer-${event.data.to}`] : [event.stream]),
    evolve(document, event) {
      if (event.type === 'TillClosed') return null;
      if (event.type !== 'ItemSold') return document;
      const { amount, to } = event.data;
      if (amount === poison && !mended()) throw new Error('No amount is thirteen');
      const before = document ?? { amount: 0, items: [] };
      return { amount: before.amount + amount, items: [...before.items, `${to} ${amount}`] };
    },
    indexes: [],
  }) as unknown as Projection;
}

export type Purchases = { readonly buyer: string; readonly amounts: readonly number[] | null };

/** What each buyer bought at each till, until they are forgotten. `mended` as above. */
export function purchases(mended: () => boolean = () => false, version = 1): Projection {
  return projection<Purchases, TillEvent>({
    name: 'purchases',
    version,
    handles: ['ItemSold'],
    keys: (event) => (event.type === 'ItemSold' ? [`${event.data.to}/${event.stream}`] : []),
    evolve(document, event) {
      if (event.type !== 'ItemSold') return document;
      const { amount, to } = event.data;
      if (amount === poison && !mended()) throw new Error('No amount is thirteen');
      const amounts = document === null ? [] : document.amounts;
      return { buyer: to, amounts: amounts === null ? null : [...amounts, amount] };
    },
    indexes: [{ fields: ['buyer'] }],
    erases: { on: 'BuyerForgotten', field: 'buyer', blank: (document) => ({ ...document, amounts: null }) },
  }) as unknown as Projection;
}

export const sold = (to: string, amount: number): TillEvent => ({ type: 'ItemSold', data: { to, amount } });
export const closed: TillEvent = { type: 'TillClosed', data: {} };
export const lights: TillEvent = { type: 'LightsSwitched', data: {} };
export const forgotten = (who: string): TillEvent => ({ type: 'BuyerForgotten', data: { who } });

/** Appends plain events to streams, one writer a stream. */
export class TillLog {
  private readonly revisions = new Map<string, number>();
  private seconds = 0;

  constructor(private readonly store: EventStore) {}

  /** Answers the position of the last event. */
  async write(stream: string, ...events: readonly Event[]): Promise<Position> {
    const expected = this.revisions.get(stream) ?? -1;
    const result = await this.store.append(
      stream,
      expected,
      events.map((event) => this.newEvent(event)),
    );
    if (result.outcome !== 'appended') throw new Error('Somebody else writes here');
    this.revisions.set(stream, result.revision);
    return result.position;
  }

  private newEvent({ type, data }: Event): NewEvent {
    const id = randomUUID();
    this.seconds += 1;
    const time = new Date(Date.UTC(2026, 0, 1) + this.seconds * 1000).toISOString();
    const metadata = {
      version: 1,
      time,
      actor: { id: 'cashier', role: 'system' },
      correlationId: id,
      causationId: id,
      commandId: id,
      ...(type === 'BuyerForgotten' ? { subject: (data as { who: string }).who } : {}),
      previousHash: null,
      hash: id,
    };
    return { id, type, data: data as NewEvent['data'], metadata };
  }
}
