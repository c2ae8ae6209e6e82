import type { FeedEvent } from '../../feed/log-feed.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';

/** Stands for the keys of an event that cannot tell them: later events of its stream wait behind it. */
export function streamKey(event: { readonly stream: string }): string {
  return `stream:${event.stream}`;
}

export function isStreamKey(key: string): boolean {
  return key.startsWith('stream:');
}

/** Which keys wait, and since which event; and which events somebody gave up. */
export class ParkedKeys {
  private readonly since = new Map<string, Position>();
  private readonly discarded = new Set<string>();

  constructor(
    parked: readonly { readonly position: Position; readonly key: string }[] = [],
    discarded: readonly (readonly [eventId: string, key: string])[] = [],
  ) {
    for (const entry of parked) this.add(entry, entry.key);
    for (const [eventId, key] of discarded) this.discard(eventId, key);
  }

  add(event: { readonly position: Position }, key: string): void {
    this.since.set(key, event.position);
  }

  remove(key: string): void {
    this.since.delete(key);
  }

  discard(eventId: string, key: string): void {
    this.discarded.add(`${key}|${eventId}`);
  }

  /** Also when its keys were not known yet as it was given up. */
  isDiscarded(event: FeedEvent, key: string): boolean {
    if (this.discarded.size === 0) return false;
    return this.discarded.has(`${key}|${event.id}`) || this.discarded.has(`${streamKey(event)}|${event.id}`);
  }

  /** True for the parked event of a key and all later ones. */
  waits(event: FeedEvent, key: string): boolean {
    if (this.since.size === 0) return false;
    return this.isBehind(event, key) || this.isBehind(event, streamKey(event));
  }

  private isBehind(event: FeedEvent, key: string): boolean {
    const since = this.since.get(key);
    return since !== undefined && reaches(event.position, since);
  }
}
