import type { FeedEvent, LogFeed } from '../feed/log-feed.ts';
import { yieldTurn } from '../tools/yield-turn.ts';
import { repeat } from '../tools/retry.ts';
import type { LowWaterMark } from './low-water-mark.ts';

const batch = 500;
const backOff = { firstMs: 50, mostMs: 10_000 };

type ReactorReaderParts = {
  readonly feed: LogFeed;
  readonly types: ReadonlySet<string>;
  readonly lowWater: LowWaterMark;
  /** Events in work or waiting, at most; then reading stops. */
  readonly window: number;
  /** Lines up the events after what was read, and says to the low-water mark that they are read. */
  readonly take: (events: readonly FeedEvent[]) => void;
  readonly failed: (error: unknown, failures: number) => void;
};

/** Reads the log on for a reactor, batch by batch, as long as there is room and nobody has paused it. */
export class ReactorReader {
  private readonly closing = new AbortController();
  private room: () => void = () => {};
  private resumed: { readonly promise: Promise<void>; readonly resume: () => void } | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: ReactorReaderParts) {}

  start(): void {
    const { failed } = this.parts;
    this.running = repeat(() => this.takeNext(), { signal: this.closing.signal, backOff, failed });
  }

  get isPaused(): boolean {
    return this.resumed !== null;
  }

  /** Reads nothing more until resumed. */
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

  /** Something is done: there may be room again. */
  lookForRoom(): void {
    this.room();
  }

  /** Takes nothing more; answers when no reading is under way. */
  close(): Promise<void> {
    this.closing.abort();
    this.resume();
    this.room();
    return this.running;
  }

  private async takeNext(): Promise<void> {
    const { feed, types, lowWater, window, take } = this.parts;
    const { signal } = this.closing;
    if (this.resumed !== null) await this.resumed.promise;
    while (lowWater.pending >= window && !signal.aborted) {
      await new Promise<void>((resolve) => (this.room = resolve));
    }
    const events = await feed.read(lowWater.read.position, batch, types);
    if (this.resumed === null && !signal.aborted) take(events);
    if (events.length === 0) await feed.waitBeyond(lowWater.read.position, signal);
    else if (events.length === batch) await yieldTurn();
  }
}
