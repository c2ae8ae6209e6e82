import { orderTemplates } from '../../domain/notification/events.ts';
import type { OrderEvent, OrderLine } from '../../domain/order/events.ts';
import { foldOrderView } from '../../domain/order/order-view.ts';
import type { OrderView } from '../../domain/order/order-view.ts';
import type { AuditReader } from '../../engine/audit/reader.ts';
import { envelopeOf } from '../../engine/log/event-codec.ts';
import type { EventCodec } from '../../engine/log/event-codec.ts';
import type { Event, Recorded, StoredEvent } from '../../engine/log/event.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { EventReference } from '../../projectors/order-history/order-history.ts';
import { changesBetween } from './changes.ts';
import type { HistoryItem, OrderHistory, Place } from './history.ts';
import { comparePositions } from '../../engine/log/position.ts';

/** Reads an order's records from the log itself, so that what a view says of them cannot be wrong. */
export class OrderRecords {
  constructor(
    private readonly codec: EventCodec,
    private readonly audit: AuditReader,
  ) {}

  /**
   * The order's own streams (order, saga, payment) in full and the other events that belong to it, by position.
   * Verified are the own streams' chains, of each event the hash and that the Merkle log has it at its place, and that
   * nothing is gone that the Merkle log has of these streams, of the stock of its lines and of its notifications. What can
   * no longer be read has no data.
   */
  async read(orderId: string, references: readonly EventReference[]): Promise<OrderHistory> {
    const streams = [`order-${orderId}`, `orderProcess-${orderId}`, `payment-${orderId}`];
    const own = (await Promise.all(streams.map((stream) => this.stream(stream)))).flat();
    const known = new Set(own.map(({ id }) => id));
    const elsewhere = references.filter(({ id }) => !known.has(id));
    const others = await Promise.all(elsewhere.map((reference) => this.referred(reference)));
    const events = [...own, ...others.filter((event) => event !== null)].toSorted(byPosition);
    const lost = elsewhere.filter((_, index) => others[index] === null);
    const gone = await this.gone(streams, events);
    return {
      items: await this.items(orderId, events),
      integrity: integrityOf([...gone, ...(await this.broken(streams, events)), ...lost]),
    };
  }

  /** Nothing of other streams belongs to an order before its own first event. */
  private async gone(streams: readonly string[], events: readonly StoredEvent[]): Promise<readonly Place[]> {
    const placed = events.find(({ stream, revision }) => stream === streams[0] && revision === 0);
    const others = new Set([
      ...events.map(({ stream }) => stream),
      ...linesOf(placed),
      ...mailsOf(events, streams[0]!),
    ]);
    for (const stream of streams) others.delete(stream);
    const own = await this.audit.lostAmong(streams);
    return [...own, ...(await this.audit.lostAmong(others, placed?.position))];
  }

  private async stream(stream: string): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const event of this.audit.storedStream(stream)) events.push(event);
    return events;
  }

  /** Null when another event, or none, stands where the reference points. */
  private async referred({ stream, revision, id }: EventReference): Promise<StoredEvent | null> {
    const event = await this.audit.storedAt(stream, revision);
    return event?.id === id ? event : null;
  }

  private async broken(streams: readonly string[], events: readonly StoredEvent[]): Promise<readonly Place[]> {
    const verdicts = await Promise.all(streams.map((stream) => this.audit.verifyStream(stream)));
    const chains = verdicts.flatMap(({ firstBroken }) => firstBroken ?? []);
    return [...chains, ...(await this.audit.brokenAmong(events))];
  }

  private async items(orderId: string, events: readonly StoredEvent[]): Promise<readonly HistoryItem[]> {
    const items: HistoryItem[] = [];
    let order: OrderView | null = null;
    for (const stored of events) {
      const event: Recorded<Event> | null = await this.codec.decode(stored).catch(() => null);
      const before: OrderView | null = order;
      if (event !== null && stored.stream === `order-${orderId}`) order = folded(orderId, order, event);
      const changes = order === before ? [] : changesBetween(before ?? {}, order);
      const data = event === null ? {} : this.codec.publicData(event);
      const { id, stream, revision, position, time: at, actor, correlationId, causationId } = envelopeOf(stored);
      const { type } = stored;
      items.push({ id, stream, revision, position, type, at, actor, correlationId, causationId, data, changes });
    }
    return items;
  }
}

/** The streams of the stock of what was ordered. */
function linesOf(placed: StoredEvent | undefined): readonly string[] {
  const lines = placed?.data['lines'];
  if (!Array.isArray(lines)) return [];
  return lines.map((line) => `inventory-${(line as Partial<OrderLine> | null)?.productId}`);
}

/** The streams that notifications of the order's own events have, if there are any. */
function mailsOf(events: readonly StoredEvent[], order: string): readonly string[] {
  const causes = events.filter(({ stream }) => stream === order);
  return causes.flatMap(({ id }) =>
    orderTemplates.map((template) => `notification-${derivedId(id, template, 'email')}`),
  );
}

/** An altered event may not fold; the history is still told, and its verdict names the event. */
function folded(id: string, order: OrderView | null, event: Recorded<Event>): OrderView | null {
  try {
    return foldOrderView(id, order, event as Recorded<OrderEvent>);
  } catch {
    return order;
  }
}

function byPosition(left: StoredEvent, right: StoredEvent): number {
  return comparePositions(left.position, right.position);
}

function integrityOf([first]: readonly Place[]): OrderHistory['integrity'] {
  if (first === undefined) return { verified: true, firstBroken: null };
  return { verified: false, firstBroken: { stream: first.stream, revision: first.revision } };
}
