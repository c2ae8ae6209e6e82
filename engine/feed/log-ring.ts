import type { StoredEvent } from '../log/event.ts';
import type { FeedEvent } from './log-feed.ts';
import type { Position } from '../log/position.ts';
import { isAfter, reaches } from '../log/position.ts';

/**
 * `stored` is kept of events that could not be decoded, so that a reader may try again. `reveals`: the subject of whom the
 * event tells what is sealed in the log.
 */
export type RingEntry = {
  readonly event: FeedEvent;
  readonly stored: StoredEvent | null;
  readonly reveals: string | null;
};

/** The newest events of the log: everything after `floor` up to `end`. */
export class LogRing {
  private entries: RingEntry[] = [];
  private floor: Position | null;
  private last: Position | null;

  constructor(
    start: Position | null,
    private readonly capacity: number,
  ) {
    this.floor = start;
    this.last = start;
  }

  get end(): Position | null {
    return this.last;
  }

  /** True when every event after the position that the ring has heard of is in it. */
  covers(after: Position | null): boolean {
    return this.floor === null || reaches(after, this.floor);
  }

  push(added: readonly RingEntry[]): void {
    for (const entry of added) this.entries.push(entry);
    this.last = added.at(-1)?.event.position ?? this.last;
    if (this.entries.length <= this.capacity * 2) return;
    this.floor = this.entries[this.entries.length - this.capacity - 1]!.event.position;
    this.entries = this.entries.slice(-this.capacity);
  }

  /** Forgets all entries; readers get them from the store again. */
  empty(upTo: Position | null = this.last): void {
    this.entries = [];
    this.floor = upTo;
    this.last = upTo;
  }

  after(position: Position | null, limit: number): readonly RingEntry[] {
    let [low, high] = [0, this.entries.length];
    while (position !== null && low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(this.entries[middle]!.event.position, position)) high = middle;
      else low = middle + 1;
    }
    return this.entries.slice(low, low + limit);
  }
}
