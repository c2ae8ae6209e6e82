import { yieldTurn } from '../../../engine/tools/yield-turn.ts';
import type { StoredEvent } from '../../../engine/log/event.ts';
import type { Position } from '../../../engine/log/position.ts';
import { repeat } from '../../../engine/tools/retry.ts';

const pageSize = 500;
const backOff = { firstMs: 50, mostMs: 2_000 };

type Log = {
  read(after: Position | null, limit: number): readonly StoredEvent[];
  waitBeyond(after: Position | null, signal: AbortSignal): Promise<void>;
};

/** Reads the log from a place on and keeps waiting at its end. A batch whose receiver throws is delivered again. */
export class LogSubscription {
  private readonly stop = new AbortController();
  private readonly done: Promise<void>;
  private readonly receive: (events: readonly StoredEvent[]) => Promise<void>;
  private readonly log: Log;
  private place: Position | null;

  constructor(after: Position | null, receive: (events: readonly StoredEvent[]) => Promise<void>, log: Log) {
    this.place = after;
    this.receive = receive;
    this.log = log;
    this.done = this.run();
  }

  /** Answers when the receiver is done with the batch it has. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.done;
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    // Delivery starts in a turn of its own, never inside subscribe().
    await yieldTurn();
    await repeat(() => this.deliverPage(signal), { signal, backOff, failed: () => {} });
  }

  private async deliverPage(signal: AbortSignal): Promise<void> {
    const events = this.log.read(this.place, pageSize);
    const last = events.at(-1);
    if (last === undefined) return this.log.waitBeyond(this.place, signal);
    await this.receive(events);
    this.place = last.position;
    // A receiver that never really waits must not keep the process from its other work.
    await yieldTurn();
  }
}
