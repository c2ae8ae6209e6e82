import type { Clock } from '../tools/clock.ts';
import type { KeyValue } from '../stores/key-value.ts';
import type { Timeout } from './process-manager.ts';

const page = 500;
const roundMs = 60_000;
/** Time-outs that are due close together are looked at together. */
const roughlyMs = 20;

export type PendingTimeout = Timeout & { readonly key: string; readonly correlationId: string };

type Entry = { readonly text: string; readonly timeout: PendingTimeout; fired: boolean };

/** The pending time-outs of one process manager: durable, one of each name a key, late rather than lost. */
export class Timeouts {
  private readonly entries = new Map<string, Entry>();
  private timer: { readonly due: number; readonly handle: NodeJS.Timeout } | null = null;
  private rounds: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    private readonly processManager: string,
    private readonly keyValue: KeyValue,
    private readonly clock: Clock,
    private readonly fire: (timeout: PendingTimeout) => void,
  ) {}

  /** Takes up what other processes left, now and from time to time: one that died may never come back. */
  async start(): Promise<void> {
    await this.takeUp();
    this.rounds = setInterval(() => void this.takeUp().catch(() => undefined), roundMs).unref();
  }

  /** Takes up what other processes left and fires what is due by the clock. */
  async takeUp(): Promise<void> {
    const prefix = `timeout:${this.processManager}:`;
    let after: string | undefined;
    for (;;) {
      const found = await this.keyValue.scan(prefix, page, after);
      // One that is known may be newer than what the scan saw.
      for (const { key, value } of found) if (!this.entries.has(key)) this.keep(key, value);
      if (found.length === 0) break;
      after = found.at(-1)!.key;
    }
    this.check();
  }

  /** Durable when it answers. One of the same name and key is replaced. */
  async set(key: string, timeouts: readonly Timeout[], correlationId: string): Promise<void> {
    for (const { name, dueAt } of timeouts) {
      const text = JSON.stringify({ key, name, dueAt, correlationId } satisfies PendingTimeout);
      await this.keyValue.set(this.nameOf(key, name), text);
      this.keep(this.nameOf(key, name), text);
    }
    for (const { dueAt } of timeouts) this.arm(Date.parse(dueAt));
  }

  async find(key: string, name: string): Promise<PendingTimeout | null> {
    const text = await this.keyValue.get(this.nameOf(key, name));
    return text === null ? null : (JSON.parse(text) as PendingTimeout);
  }

  /** Removes a time-out that has had its effect, unless it was set anew. */
  async done({ key, name, dueAt, correlationId }: PendingTimeout): Promise<void> {
    const recordKey = this.nameOf(key, name);
    const text = JSON.stringify({ key, name, dueAt, correlationId } satisfies PendingTimeout);
    await this.keyValue.compareAndSet(recordKey, text, null);
    if (this.entries.get(recordKey)?.text === text) this.entries.delete(recordKey);
  }

  /** Fires the pending time-outs of a key that `which` names, before they are due; false when there is none. */
  fireEarly(key: string, which: (name: string) => boolean): boolean {
    const early = [...this.entries.values()].filter(
      ({ fired, timeout }) => !fired && timeout.key === key && which(timeout.name),
    );
    for (const entry of early) {
      entry.fired = true;
      this.fire(entry.timeout);
    }
    return early.length > 0;
  }

  close(): void {
    this.closed = true;
    if (this.rounds !== null) clearInterval(this.rounds);
    if (this.timer !== null) clearTimeout(this.timer.handle);
  }

  private check(): void {
    if (this.closed) return;
    const now = Date.parse(this.clock());
    let next = Number.POSITIVE_INFINITY;
    for (const entry of this.entries.values()) {
      if (entry.fired) continue;
      const due = Date.parse(entry.timeout.dueAt);
      entry.fired = due <= now;
      if (entry.fired) this.fire(entry.timeout);
      else next = Math.min(next, due);
    }
    this.arm(next);
  }

  private keep(recordKey: string, text: string): void {
    if (this.entries.get(recordKey)?.text === text) return;
    this.entries.set(recordKey, { text, timeout: JSON.parse(text) as PendingTimeout, fired: false });
  }

  private arm(due: number): void {
    if (this.closed || due === Number.POSITIVE_INFINITY || (this.timer !== null && this.timer.due <= due)) return;
    if (this.timer !== null) clearTimeout(this.timer.handle);
    const wait = Math.min(2 ** 31 - 1, Math.max(0, due - Date.parse(this.clock())) + roughlyMs);
    const handle = setTimeout(() => {
      this.timer = null;
      this.check();
    }, wait).unref();
    this.timer = { due, handle };
  }

  private nameOf(key: string, name: string): string {
    return `timeout:${this.processManager}:${key}:${name}`;
  }
}
