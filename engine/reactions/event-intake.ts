import type { FeedEvent, LogFeed } from '../feed/log-feed.ts';
import type { Event, Recorded } from '../log/event.ts';
import type { KeyQueues } from './key-queues.ts';
import type { LogPoint, LowWaterMark } from './low-water-mark.ts';
import type { Reactor } from './reactor.ts';

export type EventIntakeParts = {
  readonly reactor: Reactor;
  readonly feed: Pick<LogFeed, 'eventAt'>;
  readonly lowWater: LowWaterMark;
  readonly queues: Pick<KeyQueues, 'add'>;
  /** Events were read, and those for the reactor lined up. */
  readonly passed: () => void;
  /** An event has been handled. */
  readonly finished: () => void;
};

/** Lines up what a reactor reads: the events that it handles under their keys, with the low-water mark beneath them. */
export class EventIntake {
  private readonly types: ReadonlySet<string>;

  constructor(private readonly parts: EventIntakeParts) {
    this.types = new Set(parts.reactor.handles);
  }

  /** In log order. */
  takeAll(events: readonly FeedEvent[]): void {
    const { lowWater, passed } = this.parts;
    for (const event of events) {
      const before = lowWater.read;
      lowWater.readTo({ position: event.position, eventId: event.id, events: before.events + 1 });
      this.take(event, before);
    }
    if (events.length > 0) passed();
  }

  /** `before`: the point that the event follows. */
  take(event: FeedEvent, before: LogPoint): void {
    const { lowWater, queues, finished } = this.parts;
    if (!this.types.has(event.type)) return;
    const key = this.keyOf(event);
    if (key === null) return;
    const undone = lowWater.begin(before);
    queues.add(key, {
      eventId: event.id,
      type: event.type,
      run: () => this.handle(event),
      done: () => {
        lowWater.finish(undone);
        finished();
      },
    });
  }

  /** An event that cannot tell its key waits, and is tried again, under its stream. */
  private keyOf(event: FeedEvent): string | null {
    if (event.undecodable !== undefined) return `stream:${event.stream}`;
    try {
      return this.parts.reactor.key(event as Recorded<Event>);
    } catch {
      return `stream:${event.stream}`;
    }
  }

  private async handle(event: FeedEvent): Promise<void> {
    const { reactor, feed } = this.parts;
    const known = event.undecodable === undefined ? event : await feed.eventAt(event.position);
    if (known === null || known.undecodable !== undefined) throw new Error(known?.undecodable ?? 'The event is gone');
    const decoded = known as Recorded<Event>;
    if (reactor.key(decoded) !== null) await reactor.handle(decoded);
  }
}
