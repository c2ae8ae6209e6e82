import type { BackOff } from '../tools/back-off.ts';
import type { Mismatch } from '../stores/checkpoints.ts';
import { isOfThisLog } from '../feed/checkpoint.ts';
import { lagOf } from '../feed/lag.ts';
import { messageOf } from '../tools/message-of.ts';
import { retry } from '../tools/retry.ts';
import type { FeedEvent } from '../feed/log-feed.ts';
import type { Position } from '../log/position.ts';
import { EventIntake } from './event-intake.ts';
import { KeyQueues, type Work } from './key-queues.ts';
import { LowWaterMark, type LogPoint } from './low-water-mark.ts';
import { ReactorReader } from './reactor-reader.ts';
import type { CheckpointEvents, ReactorServices, ReactorStatus } from './reactor-services.ts';
import type { Reactor } from './reactor.ts';
import { StoredCheckpoint } from './stored-checkpoint.ts';
import { Waiters } from '../feed/waiters.ts';

const unheard: CheckpointEvents = { superseded: () => {}, wentBack: () => {} };

/**
 * Runs one reactor over the log, from where it stood. It takes its checkpoint's record; when another takes it, it
 * stops, at the latest when it next saves.
 */
export class ReactorRuntime {
  private readonly queues: KeyQueues;
  private readonly waiters = new Waiters(() => this.lowWater.done.position);
  private readonly readers = new Waiters(() => this.lowWater.read.position);
  private readonly types: ReadonlySet<string>;
  private readonly lowWater = new LowWaterMark();
  private readonly checkpoint: StoredCheckpoint;
  private readonly closing = new AbortController();
  private readonly backOff: BackOff;
  private readonly intake: EventIntake;
  private reader: ReactorReader;
  private goingBack: Promise<void> = Promise.resolve();
  private logId = '';
  private halted: 'refused' | 'superseded' | null = null;

  constructor(
    private readonly reactor: Reactor,
    private readonly services: ReactorServices,
    private readonly heard: CheckpointEvents = unheard,
  ) {
    this.types = new Set(reactor.handles);
    const { concurrency = 64, backOff = { firstMs: 100, mostMs: 30_000 }, checkpoints, clock } = services;
    this.backOff = backOff;
    this.queues = new KeyQueues(concurrency, backOff, clock, (retrying) => {
      const { attempts } = retrying;
      if (attempts === 1 || attempts % 10 === 0) this.warn('A reaction failed and is tried again', retrying);
    });
    this.checkpoint = new StoredCheckpoint({
      checkpoints,
      reactor: reactor.name,
      present: () => this.lowWater.checkpoint(this.logId),
      lost: (why) => void (this.goingBack = this.lost(why)),
    });
    this.intake = new EventIntake({
      reactor,
      feed: services.feed,
      lowWater: this.lowWater,
      queues: this.queues,
      // A checkpoint that only passes foreign events can wait: they cost nothing when they come again.
      passed: () => this.moved(10),
      finished: () => {
        this.moved(1);
        this.reader.lookForRoom();
      },
    });
    this.reader = this.newReader();
  }

  async start(): Promise<void> {
    this.logId = await this.services.feed.logId();
    await this.begin();
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
    const state = this.halted ?? (this.reader.isPaused ? 'paused' : 'running');
    return { name: this.reactor.name, state, ...lag, retrying: this.queues.retrying() };
  }

  /** Reads nothing more until resumed; what is lined up is still handled. */
  pause(): void {
    this.reader.pause();
  }

  resume(): void {
    this.reader.resume();
  }

  /** Starts nothing more, awaits what is under way and saves the checkpoint. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.goingBack;
    await this.halt();
    await this.checkpoint.save();
  }

  /** Takes the checkpoint, unless it is of another log, and goes on from there. */
  private async begin(): Promise<void> {
    const { feed } = this.services;
    const standing = await this.checkpoint.read();
    if (standing !== null && !(await isOfThisLog(feed, standing))) {
      this.halted = 'refused';
      this.warn('A checkpoint belongs to another log; nothing is done', {});
      return;
    }
    const checkpoint = await this.checkpoint.take();
    const undone: (readonly [FeedEvent, LogPoint])[] = [];
    for (const before of checkpoint?.except ?? []) {
      const [event] = await feed.read(before.position, 1, this.types);
      if (event !== undefined) undone.push([event, before]);
    }
    this.lowWater.restart(checkpoint ?? undefined);
    for (const [event, before] of undone) this.intake.take(event, before);
    this.checkpoint.hold();
    this.reader.start();
  }

  private lost(why: Mismatch): Promise<void> {
    return why === 'taken' ? this.stop() : this.goBack();
  }

  private async stop(): Promise<void> {
    this.halted = 'superseded';
    this.warn('Another process has taken the checkpoint; nothing more is done here', {});
    await this.halt();
    this.heard.superseded();
  }

  /** What is lined up is still handled, and comes again. */
  private async goBack(): Promise<void> {
    this.warn('The checkpoint went back to an older one; what came after it is handled again', {});
    const before = this.reader;
    this.reader = this.newReader();
    if (before.isPaused) this.reader.pause();
    await before.close();
    this.heard.wentBack();
    const { signal } = this.closing;
    if (signal.aborted) return;
    const failed = (error: unknown, failures: number) => {
      if (failures === 1) this.warn('The checkpoint cannot be taken and is tried again', { error: messageOf(error) });
    };
    await retry(() => this.begin(), { backOff: this.backOff, failed, signal }).catch(() => undefined);
  }

  private async halt(): Promise<void> {
    const reading = this.reader.close();
    this.checkpoint.stopTimer();
    this.waiters.close();
    this.readers.close();
    await this.queues.close();
    await reading;
  }

  private newReader(): ReactorReader {
    const { feed, window = 10_000 } = this.services;
    return new ReactorReader({
      feed,
      types: this.types,
      lowWater: this.lowWater,
      window,
      take: (events) => this.intake.takeAll(events),
      failed: (error, failures) => {
        if (failures === 1) this.warn('The log cannot be read and is tried again', { error: messageOf(error) });
      },
    });
  }

  private moved(patience: number): void {
    this.waiters.notify();
    this.readers.notify();
    this.checkpoint.saveWithin((this.services.saveMs ?? 200) * patience);
  }

  private warn(message: string, context: object): void {
    this.services.log?.warn(message, { reactor: this.reactor.name, ...context });
  }
}
