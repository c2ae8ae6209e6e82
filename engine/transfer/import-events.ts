import { brokenAt, chainStart, linkOf } from '../log/hash-chain.ts';
import type { Link } from '../log/hash-chain.ts';
import type { EventStore } from '../log/event-store.ts';
import type { NewEvent, StoredEvent } from '../log/event.ts';
import { eventIn, headerIn } from './event-lines.ts';
import type { EventFileHeader } from './event-lines.ts';
import type { Position } from '../log/position.ts';

const mostInAppend = 100;
const mostBytesInAppend = 256 * 1024;

/** A line of the file that cannot be taken; nothing of it or after it was written. */
export class BrokenLine extends Error {
  override readonly name = 'BrokenLine';
}

type Imported = {
  readonly header: EventFileHeader;
  readonly events: number;
  /** Every event has the position that it had: the two logs can be compared by positions. */
  readonly samePositions: boolean;
};

type ImportOptions = {
  /** Hears of every event before it is written. */
  readonly seen: (event: StoredEvent, done: number, total: number) => void;
  /** More than one only for a store that takes appends in the order in which they are asked for. */
  readonly appendsUnderWay?: number;
};

type Batch = { readonly stream: string; readonly from: number; readonly events: NewEvent[]; bytes: number };

/**
 * Writes the events of an export into an empty store, with the ids, revisions and hashes they have, each line checked
 * against its stream's hash chain before it is written. Keeps a link for each stream in memory, and a few appends.
 * Throws BrokenLine.
 */
export async function importEvents(
  store: EventStore,
  lines: AsyncIterable<string>,
  { seen, appendsUnderWay = 1 }: ImportOptions,
): Promise<Imported> {
  let header: EventFileHeader | null = null;
  const links = new Map<string, Link>();
  const appends = new Appends(store, appendsUnderWay);
  let events = 0;
  for await (const line of lines) {
    if (header === null) {
      header = headerIn(line);
      continue;
    }
    const event = events < header.count ? checked(line, events + 2, links) : `line ${events + 2}: one event too many`;
    if (typeof event === 'string') {
      await appends.settled();
      throw new BrokenLine(event);
    }
    events += 1;
    seen(event, events, header.count);
    await appends.add(event, Buffer.byteLength(line));
  }
  await appends.settled();
  if (header === null) throw new BrokenLine('the file is empty');
  if (events < header.count)
    throw new BrokenLine(`the file was cut off: ${events} of ${header.count} events are in it`);
  return { header, events, samePositions: appends.samePositions };
}

/** The event of a line, or what is wrong with it. */
function checked(line: string, number: number, links: Map<string, Link>): StoredEvent | string {
  const event = eventIn(line);
  if (event === null) return `line ${number}: this is no event`;
  const reason = brokenAt(links.get(event.stream) ?? chainStart, event);
  if (reason !== null) return `line ${number}: event ${event.revision} of ${event.stream}: ${reason}`;
  links.set(event.stream, linkOf(event));
  return event;
}

/** Appends in the order they were asked for, neighbours of one stream together, some under way at once. */
class Appends {
  samePositions = true;
  private lastPosition: Position | null = null;
  private batch: Batch | null = null;
  private readonly underWay = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | null = null;

  constructor(
    private readonly store: EventStore,
    private readonly most: number,
  ) {}

  async add({ stream, revision, position, id, type, data, metadata }: StoredEvent, bytes: number): Promise<void> {
    const { batch } = this;
    const isFull = batch !== null && (batch.events.length >= mostInAppend || batch.bytes + bytes > mostBytesInAppend);
    if (batch === null || batch.stream !== stream || isFull) {
      await this.flush();
      this.batch = { stream, from: revision, events: [], bytes: 0 };
    }
    this.batch!.events.push({ id, type, data, metadata });
    this.batch!.bytes += bytes;
    this.lastPosition = position;
  }

  /** Answers when all is durable. Throws what an append threw. */
  async settled(): Promise<void> {
    await this.flush();
    await Promise.all(this.underWay);
    if (this.failure !== null) throw this.failure.error;
  }

  private async flush(): Promise<void> {
    const { batch, lastPosition } = this;
    this.batch = null;
    if (batch === null) return;
    while (this.underWay.size >= this.most) await Promise.race(this.underWay);
    if (this.failure !== null) throw this.failure.error;
    const append = this.append(batch, lastPosition)
      .catch((error: unknown) => void (this.failure ??= { error }))
      .finally(() => this.underWay.delete(append));
    this.underWay.add(append);
  }

  private async append({ stream, from, events }: Batch, wanted: Position | null): Promise<void> {
    const result = await this.store.append(stream, from - 1, events);
    if (result.outcome === 'conflict') throw new Error(`${stream} is not empty`);
    if (result.position !== wanted) this.samePositions = false;
  }
}
