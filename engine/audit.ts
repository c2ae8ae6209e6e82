import { setImmediate as othersTurn } from 'node:timers/promises';
import type { EventCodec } from './event-codec.ts';
import type { Event, Recorded, StoredEvent } from './event.ts';
import type { EventStore } from './event-store.ts';
import { noStream } from './event-store.ts';
import { isIntact } from './hash-chain.ts';
import type { Position } from './position.ts';

export type BrokenReason =
  /** The event is not what its own hash says. */
  | 'altered'
  /** It does not follow the event before it: that one was replaced, or both were swapped. */
  | 'chain-broken'
  /** A revision is missing or comes twice. */
  | 'revision-gap';

export type Broken = { readonly stream: string; readonly revision: number; readonly reason: BrokenReason };

export type StreamVerdict = {
  readonly verified: boolean;
  readonly firstBroken: { readonly stream: string; readonly revision: number } | null;
  readonly reason: BrokenReason | null;
  readonly events: number;
};

export type LogVerdict = { readonly streams: number; readonly events: number; readonly broken: readonly Broken[] };

/** Where a stream's chain has come to. */
type Link = { readonly revision: number; readonly hash: string | null };

const start: Link = { revision: noStream, hash: null };
const page = 500;

/** Reads the log as it is stored, to show and to verify it. */
export class AuditReader {
  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
  ) {}

  /** Recomputes a stream's hash chain from its first event and names the first that is broken. */
  async verifyStream(stream: string): Promise<StreamVerdict> {
    let link = start;
    for await (const event of this.stored(stream)) {
      const reason = brokenAt(link, event);
      const events = event.revision + 1;
      if (reason !== null) {
        return { verified: false, firstBroken: { stream, revision: event.revision }, reason, events };
      }
      link = linkOf(event);
    }
    return { verified: true, firstBroken: null, reason: null, events: link.revision + 1 };
  }

  /** Recomputes every stream's chain in one pass over the log; of each broken stream the first broken event. */
  async verifyAll(): Promise<LogVerdict> {
    const links = new Map<string, Link | 'broken'>();
    const broken: Broken[] = [];
    let events = 0;
    for await (const event of this.log()) {
      events += 1;
      const { stream, revision } = event;
      const link = links.get(stream) ?? start;
      if (link === 'broken') continue;
      const reason = brokenAt(link, event);
      if (reason !== null) broken.push({ stream, revision, reason });
      links.set(stream, reason === null ? linkOf(event) : 'broken');
    }
    return { streams: links.size, events, broken };
  }

  /** True when the event's content and place still give its hash; says nothing of its neighbours. */
  verifyEvent(event: StoredEvent): boolean {
    return isIntact(event);
  }

  /** A stream's events as they were meant, in pages; personal fields of the erased are null. */
  async *readStream<E extends Event = Event>(stream: string, from = 0): AsyncGenerator<Recorded<E>> {
    for await (const event of this.stored(stream, from)) yield await this.codec.decode<E>(event);
  }

  private async *stored(stream: string, from = 0): AsyncGenerator<StoredEvent> {
    for (let next = from; ; next += page) {
      const read = await this.store.readStream(stream, next, page);
      yield* read;
      if (read.length < page) return;
      await othersTurn();
    }
  }

  private async *log(): AsyncGenerator<StoredEvent> {
    let after: Position | null = null;
    for (;;) {
      const read: readonly StoredEvent[] = await this.store.readAll(after, page);
      if (read.length === 0) return;
      yield* read;
      after = read.at(-1)!.position;
      await othersTurn();
    }
  }
}

function linkOf(event: StoredEvent): Link {
  return { revision: event.revision, hash: event.metadata.hash };
}

function brokenAt(before: Link, event: StoredEvent): BrokenReason | null {
  if (event.revision !== before.revision + 1) return 'revision-gap';
  if (!isIntact(event)) return 'altered';
  return event.metadata.previousHash === before.hash ? null : 'chain-broken';
}
