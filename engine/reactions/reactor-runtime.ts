import { yieldTurn, type BackOff } from '../tools/back-off.ts';
import type { Clock } from '../tools/clock.ts';
import type { Event, Recorded } from '../log/event.ts';
import type { KeyValue } from '../stores/key-value.ts';
import { isOfThisLog } from '../feed/checkpoint.ts';
import { lagOf, type Lag } from '../feed/lag.ts';
import { messageOf } from '../tools/message-of.ts';
import type { FeedEvent, LogFeed } from '../feed/log-feed.ts';
import type { Position } from '../log/position.ts';
import { KeyQueues, type Retrying, type Work } from './key-queues.ts';
import { LowWaterMark, type LogPoint, type ReactorCheckpoint } from './low-water-mark.ts';
import { repeat } from '../tools/retry.ts';
import type { Report } from '../tools/report.ts';
import type { Reactor } from './reactor.ts';
import { Turns } from '../tools/turns.ts';
import { Waiters } from '../feed/waiters.ts';

const batch = 500;
const feedBackOff = { firstMs: 50, mostMs: 10_000 };

export type ReactorServices = {
  readonly feed: LogFeed;
  readonly keyValue: KeyValue;
  readonly clock: Clock;
  /** Keys handled side by side. */
  readonly concurrency?: number;
  /** Events in work or waiting behind one that fails, at most; then reading stops. */
  readonly window?: number;
  /** Milliseconds between two savings of the checkpoint, at least. */
  readonly saveMs?: number;
  readonly backOff?: BackOff;
  readonly log?: Report;
};

export type ReactorStatus = Lag & {
  readonly name: string;
  /** `refused`: its checkpoint belongs to another log, and it does nothing. */
  readonly state: 'running' | 'paused' | 'refused';
  readonly retrying: readonly Retrying[];
};

/** Runs one reactor over the log, from where it stood. */
export class ReactorRuntime {
  private readonly queues: KeyQueues;
  private readonly waiters = new Waiters(() => this.lowWater.done.position);
  private readonly readers = new Waiters(() => this.lowWater.read.position);
  private readonly saving = new Turns();
  private readonly types: ReadonlySet<string>;
  private readonly closing = new AbortController();
  private readonly lowWater = new LowWaterMark();
  private logId = '';
  private saved = '';
  private timer: { readonly due: number; readonly handle: NodeJS.Timeout } | null = null;
  private room: () => void = () => {};
  private resumed: { readonly promise: Promise<void>; readonly resume: () => void } | null = null;
  private running: Promise<void> = Promise.resolve();
  private refused = false;

  constructor(
    private readonly reactor: Reactor,
    private readonly services: ReactorServices,
  ) {
    this.types = new Set(reactor.handles);
    const { concurrency = 64, backOff = { firstMs: 100, mostMs: 30_000 }, clock } = services;
    this.queues = new KeyQueues(concurrency, backOff, clock, (retrying) => {
      const { attempts } = retrying;
      if (attempts === 1 || attempts % 10 === 0) this.warn('A reaction failed and is tried again', retrying);
    });
  }

  async start(): Promise<void> {
    const { feed, keyValue } = this.services;
    this.logId = await feed.logId();
    this.saved = (await keyValue.get(this.checkpointKey)) ?? '';
    const checkpoint = this.saved === '' ? null : (JSON.parse(this.saved) as ReactorCheckpoint);
    this.refused = checkpoint !== null && !(await isOfThisLog(feed, checkpoint));
    if (this.refused) this.warn('A checkpoint belongs to another log; nothing is done', {});
    if (this.refused) return;
    if (checkpoint !== null) this.lowWater.readTo(pointOf(checkpoint));
    for (const before of checkpoint?.except ?? []) {
      const [event] = await feed.read(before.position, 1, this.types);
      if (event !== undefined) this.take(event, before);
    }
    this.running = this.run();
  }

  /** Everything up to here is handled. */
  get position(): Position | null {
    return this.lowWater.done.position;
  }

  /** True as soon as every event up to the position is handled; false when the time is over before. */
  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    return this.waiters.wait(position, timeoutMs);
  }

  /** As soon as every event up to the position has been read and lined up under its key. False: closed before. */
  hasRead(position: Position): Promise<boolean> {
    return this.readers.wait(position, Number.POSITIVE_INFINITY);
  }

  /** Lines work up behind the events of a key. */
  enqueue(key: string, work: Work): void {
    this.queues.add(key, work);
  }

  /** Ends the back-off of a key; false when it waits for none. */
  retryNow(key: string): boolean {
    return this.queues.retryNow(key);
  }

  async status(): Promise<ReactorStatus> {
    const { done, read, pending } = this.lowWater;
    const handled = { position: done.position, events: read.events - pending };
    const lag = await lagOf(this.services.feed, handled, this.services.clock);
    const state = this.refused ? 'refused' : this.resumed === null ? 'running' : 'paused';
    return { name: this.reactor.name, state, ...lag, retrying: this.queues.retrying() };
  }

  /** Reads nothing more until resumed; what is lined up is still handled. */
  pause(): void {
    if (this.resumed !== null) return;
    let resume = () => {};
    const promise = new Promise<void>((resolve) => (resume = resolve));
    this.resumed = { promise, resume };
  }

  resume(): void {
    this.resumed?.resume();
    this.resumed = null;
  }

  /** Starts nothing more, awaits what is under way and saves the checkpoint. */
  async close(): Promise<void> {
    this.closing.abort();
    this.waiters.close();
    this.readers.close();
    this.resume();
    this.room();
    await this.queues.close();
    await this.running;
    if (this.timer !== null) clearTimeout(this.timer.handle);
    if (!this.refused && this.logId !== '') await this.saving.take(() => this.save()).catch(() => undefined);
  }

  private run(): Promise<void> {
    const failed = (error: unknown, failures: number) => {
      if (failures === 1) this.warn('The log cannot be read and is tried again', { error: messageOf(error) });
    };
    return repeat(() => this.takeNext(), { signal: this.closing.signal, backOff: feedBackOff, failed });
  }

  private async takeNext(): Promise<void> {
    const { feed, window = 10_000 } = this.services;
    const { signal } = this.closing;
    if (this.resumed !== null) await this.resumed.promise;
    if (this.lowWater.pending >= window) await this.untilRoom(window, signal);
    const events = await feed.read(this.lowWater.read.position, batch, this.types);
    if (this.resumed === null && !signal.aborted) this.takeAll(events);
    if (events.length === 0) await feed.waitBeyond(this.lowWater.read.position, signal);
    else if (events.length === batch) await yieldTurn();
  }

  private async untilRoom(window: number, signal: AbortSignal): Promise<void> {
    while (this.lowWater.pending >= window && !signal.aborted) {
      await new Promise<void>((resolve) => (this.room = resolve));
    }
  }

  private takeAll(events: readonly FeedEvent[]): void {
    for (const event of events) {
      const before = this.lowWater.read;
      this.lowWater.readTo({ position: event.position, eventId: event.id, events: before.events + 1 });
      this.take(event, before);
    }
    // A checkpoint that only passes foreign events can wait: they cost nothing when they come again.
    if (events.length > 0) this.moved(10);
  }

  private take(event: FeedEvent, before: LogPoint): void {
    if (!this.types.has(event.type)) return;
    const key = this.keyOf(event);
    if (key === null) return;
    const undone = this.lowWater.begin(before);
    this.queues.add(key, {
      eventId: event.id,
      type: event.type,
      run: () => this.handle(event),
      done: () => {
        this.lowWater.finish(undone);
        this.moved(1);
        this.room();
      },
    });
  }

  /** An event that cannot tell its key waits, and is tried again, under its stream. */
  private keyOf(event: FeedEvent): string | null {
    if (event.undecodable !== undefined) return `stream:${event.stream}`;
    try {
      return this.reactor.key(event as Recorded<Event>);
    } catch {
      return `stream:${event.stream}`;
    }
  }

  private async handle(event: FeedEvent): Promise<void> {
    const known = event.undecodable === undefined ? event : await this.services.feed.eventAt(event.position);
    if (known === null || known.undecodable !== undefined) throw new Error(known?.undecodable ?? 'The event is gone');
    const decoded = known as Recorded<Event>;
    if (this.reactor.key(decoded) !== null) await this.reactor.handle(decoded);
  }

  private moved(patience: number): void {
    this.waiters.notify();
    this.readers.notify();
    this.saveIn((this.services.saveMs ?? 200) * patience);
  }

  private saveIn(ms: number): void {
    const due = performance.now() + ms;
    if (this.closing.signal.aborted || (this.timer !== null && this.timer.due <= due)) return;
    if (this.timer !== null) clearTimeout(this.timer.handle);
    const handle = setTimeout(() => {
      this.timer = null;
      // One that is not saved is saved with the next.
      this.saving.take(() => this.save()).catch(() => undefined);
    }, ms).unref();
    this.timer = { due, handle };
  }

  private async save(): Promise<void> {
    const text = JSON.stringify(this.lowWater.checkpoint(this.logId));
    if (text === this.saved) return;
    await this.services.keyValue.set(this.checkpointKey, text);
    this.saved = text;
  }

  private warn(message: string, context: object): void {
    this.services.log?.warn(message, { reactor: this.reactor.name, ...context });
  }

  private get checkpointKey(): string {
    return checkpointKeyOf(this.reactor.name);
  }
}

/** Where the key-value store keeps how far a reactor has come. */
export function checkpointKeyOf(reactor: string): string {
  return `checkpoint:${reactor}`;
}

function pointOf({ position, eventId, events }: ReactorCheckpoint): LogPoint {
  return { position, eventId, events };
}
