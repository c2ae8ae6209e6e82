import { join } from 'node:path';
import type { AppendResult, EventStore, LogPage, Subscription } from '../../../engine/log/event-store.ts';
import type { NewEvent, StoredEvent } from '../../../engine/log/event.ts';
import { positionOf } from '../../../engine/log/position.ts';
import type { Position } from '../../../engine/log/position.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';
import { eventReads } from './event-reads.ts';
import type { EventRow } from './event-writes.ts';
import { LogSubscription } from './log-subscription.ts';
import { LogWatch } from './log-watch.ts';
import { StreamEnds } from './stream-ends.ts';

const mostBytesInAppend = 512 * 1024;
const mostEventsInAppend = 1_024;

/** The log in events.db: written by the writer thread, read here in pages over a connection that cannot write. */
export class EmbeddedEventStore implements EventStore {
  private readonly writer: Writing;
  private readonly file: SqliteFile;
  private readonly reads: ReturnType<typeof eventReads>;
  private readonly watch: LogWatch;
  private readonly subscriptions = new Set<Subscription>();
  private readonly ends = new StreamEnds();

  constructor(dir: string, writer: Writing) {
    this.writer = writer;
    this.file = new SqliteFile(join(dir, 'events.db'), 'read-only');
    this.reads = eventReads(this.file);
    this.watch = new LogWatch(() => this.reads.head());
  }

  async append(stream: string, expectedRevision: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const rows = rowsOf(events);
    const settled = this.ends.begin(stream);
    const result = await this.writer.write('events', 'append', stream, expectedRevision, rows).catch((error) => {
      settled(null);
      throw error;
    });
    settled(result.currentRevision);
    if (result.outcome === 'conflict') return result;
    const positions = result.positions.map((position) => positionOf(position));
    const position = positions.at(-1)!;
    this.watch.reached(position);
    return { outcome: 'appended', revision: expectedRevision + rows.length, position, positions };
  }

  async readStream(stream: string, from: number, limit: number): Promise<readonly StoredEvent[]> {
    if (this.ends.isBeyond(stream, from)) return [];
    return this.reads.stream(stream, from, limit);
  }

  async readAll(after: Position | null, limit: number, handles?: ReadonlySet<string>): Promise<LogPage> {
    return pageOf(
      after,
      handles === undefined ? this.reads.log(after, limit) : this.reads.logOf(after, limit, handles),
    );
  }

  readonly verbatim: NonNullable<EventStore['verbatim']> = {
    readStream: async (stream, from, limit) => this.reads.verbatim.stream(stream, from, limit),
    readAll: async (after, limit) => pageOf(after, this.reads.verbatim.log(after, limit)),
  };

  async eventAt(position: Position): Promise<StoredEvent | null> {
    return this.reads.at(position);
  }

  async head(): Promise<Position | null> {
    return this.reads.head();
  }

  /** How many events there are up to a position, itself included; reads the whole index. */
  async count(upTo: Position): Promise<number> {
    return this.reads.count(upTo);
  }

  /** How many events a stream has. */
  async countOfStream(stream: string): Promise<number> {
    return this.reads.countOfStream(stream);
  }

  /** Gives the log the id of the one whose events, at the same positions, were brought into it. */
  async renameLog(id: string): Promise<void> {
    await this.writer.write('events', 'renameLog', id);
  }

  subscribe(after: Position | null, receive: (events: readonly StoredEvent[]) => Promise<void>): Subscription {
    const running = new LogSubscription(after, receive, {
      read: (from, limit) => this.reads.log(from, limit),
      waitBeyond: (position, signal) => this.watch.waitBeyond(position, signal),
    });
    const subscription = {
      close: async () => {
        this.subscriptions.delete(subscription);
        await running.close();
      },
    };
    this.subscriptions.add(subscription);
    return subscription;
  }

  async logId(): Promise<string> {
    return this.reads.logId();
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
    this.file.close();
  }
}

function pageOf(after: Position | null, events: readonly StoredEvent[]): LogPage {
  return { events, reached: events.at(-1)?.position ?? after };
}

function rowsOf(events: readonly NewEvent[]): readonly EventRow[] {
  if (events.length === 0) throw new RangeError('an append has at least one event');
  const rows = events.map<EventRow>(({ id, type, data, metadata }) => [
    id,
    type,
    JSON.stringify(data),
    JSON.stringify(metadata),
  ]);
  const bytes = rows.reduce((sum, row) => sum + Buffer.byteLength(row[2]) + Buffer.byteLength(row[3]), 0);
  if (bytes > mostBytesInAppend || rows.length > mostEventsInAppend) {
    throw new RangeError(`an append holds at most ${mostEventsInAppend} events and ${mostBytesInAppend} bytes`);
  }
  return rows;
}
