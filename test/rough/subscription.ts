import type { StoredEvent } from '../../engine/log/event.ts';
import type { Position } from '../../engine/log/position.ts';

/** Delivers late and in batches of any size, one at a time; a receiver that throws gets its batch again. */
export class RoughSubscription {
  private running: Promise<void> | null = null;
  private awake = false;
  private closed = false;

  constructor(
    private position: Position | null,
    private readonly receive: (events: readonly StoredEvent[]) => Promise<void>,
    private readonly readAfter: (position: Position | null) => readonly StoredEvent[],
    private readonly delay: () => Promise<void>,
  ) {}

  wake(): void {
    this.awake = true;
    this.running ??= this.run();
  }

  /** Resolves when the batch under way, if any, was taken. Not to be awaited inside `receive`. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.awake && !this.closed) {
      this.awake = false;
      await new Promise((resolve) => setImmediate(resolve));
      await this.delay();
      await this.deliver();
    }
    this.running = null;
  }

  private async deliver(): Promise<void> {
    for (let events = this.next(); events.length > 0; events = this.next()) {
      try {
        await this.receive(events);
        this.position = events.at(-1)!.position;
      } catch {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await this.delay();
    }
  }

  private next(): readonly StoredEvent[] {
    return this.closed ? [] : this.readAfter(this.position);
  }
}
