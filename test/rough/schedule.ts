import { OutcomeUnknown } from '../../engine/log/event-store.ts';
import { claimMs } from '../../engine/stores/schedule.ts';
import type { Schedule, Scheduled } from '../../engine/stores/schedule.ts';

type Entry = { readonly manager: string; readonly timeout: Scheduled; claimedUntil: number };
export type KeptSchedule = Map<string, Entry>;

/** A schedule in memory with a server's manners: claims outlive whoever has them, and answers get lost. */
export class RoughSchedule implements Schedule {
  private lost = 0;

  constructor(private readonly entries: KeptSchedule = new Map()) {}

  /** So many of the next writes are done, and their answers lost. */
  loseAnswers(writes: number): void {
    this.lost += writes;
  }

  /** What stands there now, apart from what is written to this one later. */
  copied(): RoughSchedule {
    return new RoughSchedule(structuredClone(this.entries));
  }

  async set(manager: string, timeouts: readonly Scheduled[]): Promise<void> {
    for (const timeout of timeouts) {
      const at = placeOf(manager, timeout);
      const standing = this.entries.get(at);
      if (standing !== undefined && standing.timeout.revision >= timeout.revision) continue;
      this.entries.set(at, { manager, timeout, claimedUntil: 0 });
    }
    this.answer();
  }

  async due(manager: string, now: string, limit: number): Promise<readonly Scheduled[]> {
    const due = this.unclaimed(manager, now).filter(({ timeout }) => timeout.dueAt <= now);
    const told = due.slice(0, limit);
    for (const entry of told) entry.claimedUntil = Date.parse(now) + claimMs;
    return told.map(({ timeout }) => timeout);
  }

  async release(manager: string, timeouts: readonly Scheduled[]): Promise<void> {
    for (const timeout of timeouts) {
      const entry = this.entries.get(placeOf(manager, timeout));
      if (entry?.timeout.revision === timeout.revision) entry.claimedUntil = 0;
    }
  }

  async nextDue(manager: string, now: string): Promise<string | null> {
    return this.unclaimed(manager, now)[0]?.timeout.dueAt ?? null;
  }

  async ofProcess(manager: string, key: string): Promise<readonly Scheduled[]> {
    const found = this.of(manager).filter(({ timeout }) => timeout.key === key);
    return found.map(({ timeout }) => timeout).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async done(manager: string, timeout: Pick<Scheduled, 'key' | 'name' | 'revision'>): Promise<void> {
    const at = placeOf(manager, timeout);
    if (this.entries.get(at)?.timeout.revision === timeout.revision) this.entries.delete(at);
    this.answer();
  }

  async close(): Promise<void> {}

  private unclaimed(manager: string, now: string): Entry[] {
    const free = this.of(manager).filter(({ claimedUntil }) => claimedUntil <= Date.parse(now));
    return free.sort((a, b) => (a.timeout.dueAt < b.timeout.dueAt ? -1 : 1));
  }

  private of(manager: string): Entry[] {
    return [...this.entries.values()].filter((entry) => entry.manager === manager);
  }

  private answer(): void {
    if (this.lost === 0) return;
    this.lost -= 1;
    throw new OutcomeUnknown('The rough schedule lost its answer');
  }
}

function placeOf(manager: string, { key, name }: Pick<Scheduled, 'key' | 'name'>): string {
  return JSON.stringify([manager, key, name]);
}
