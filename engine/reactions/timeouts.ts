import type { Schedule, Scheduled } from '../stores/schedule.ts';
import { Alarm } from '../tools/alarm.ts';
import type { Clock } from '../tools/clock.ts';

const page = 500;
const roundMs = 60_000;
/** After the schedule did not answer. */
const againMs = 1_000;
/** Time-outs that are due close together are looked at together. */
const roughlyMs = 20;

/** The pending time-outs of one process manager, each fired once at a time: late rather than lost. */
export class Timeouts {
  /** Fired and not done. */
  private readonly inHand = new Map<string, Scheduled>();
  private readonly alarm = new Alarm(() => this.fireDueSurely());
  private rounds: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    private readonly manager: string,
    private readonly schedule: Schedule,
    private readonly clock: Clock,
    private readonly fire: (timeout: Scheduled) => void,
  ) {}

  /** Fires what is due, now and from time to time also what others set: one that died may never come back. */
  async start(): Promise<void> {
    await this.fireDue();
    if (this.closed) return;
    this.rounds = setInterval(() => this.fireDueSurely(), roundMs).unref();
  }

  /** Fires what is due by the clock, whoever set it. */
  async fireDue(): Promise<void> {
    for (;;) {
      const found = this.closed ? [] : await this.schedule.due(this.manager, this.clock(), page);
      for (const timeout of found) this.fireOnce(timeout);
      if (found.length < page) break;
    }
    const next = await this.schedule.nextDue(this.manager, this.clock());
    if (next !== null) this.arm(Date.parse(next));
  }

  /** Durable when it answers. One of the same name and key is replaced, unless a later record set it. */
  async set(timeouts: readonly Scheduled[]): Promise<void> {
    if (timeouts.length === 0) return;
    await this.schedule.set(this.manager, timeouts);
    for (const { dueAt } of timeouts) this.arm(Date.parse(dueAt));
  }

  /** Those that a process waits for. */
  ofProcess(key: string): Promise<readonly Scheduled[]> {
    return this.schedule.ofProcess(this.manager, key);
  }

  /** Removes a time-out that has had its effect, unless it was set anew. */
  async done(timeout: Scheduled): Promise<void> {
    await this.schedule.done(this.manager, timeout);
    this.inHand.delete(nameOf(timeout));
  }

  /** Fires the pending time-outs of a key that `which` names, before they are due; false when there is none. */
  async fireEarly(key: string, which: (name: string) => boolean): Promise<boolean> {
    const pending = await this.ofProcess(key);
    return pending.filter(({ name }) => which(name)).filter((timeout) => this.fireOnce(timeout)).length > 0;
  }

  /** Fires nothing more. */
  stop(): void {
    this.closed = true;
    if (this.rounds !== null) clearInterval(this.rounds);
    this.alarm.stop();
  }

  /** Gives back what was fired and not done, for whoever comes next. To be called when nothing is under way. */
  async close(): Promise<void> {
    this.stop();
    await this.schedule.release(this.manager, [...this.inHand.values()]).catch(() => undefined);
  }

  /** False: it is in hand already. */
  private fireOnce(timeout: Scheduled): boolean {
    const name = nameOf(timeout);
    if (this.inHand.has(name)) return false;
    this.inHand.set(name, timeout);
    this.fire(timeout);
    return true;
  }

  private fireDueSurely(): void {
    this.fireDue().catch(() => this.alarm.within(againMs));
  }

  private arm(due: number): void {
    this.alarm.within(Math.max(0, due - Date.parse(this.clock())) + roughlyMs);
  }
}

function nameOf({ key, name, revision }: Scheduled): string {
  return JSON.stringify([key, name, revision]);
}
