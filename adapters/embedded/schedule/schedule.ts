import { join } from 'node:path';
import { claimMs } from '../../../engine/stores/schedule.ts';
import type { Schedule, Scheduled } from '../../../engine/stores/schedule.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';

const select = 'SELECT key, name, due_at AS dueAt, revision, correlation_id AS correlationId FROM schedule WHERE';

/** The schedule in durable.db. Nobody else holds the folder, so claims are kept in memory and end with the process. */
export class EmbeddedSchedule implements Schedule {
  private readonly writer: Writing;
  private readonly file: SqliteFile;
  private readonly byDue;
  private readonly byKey;
  /** Until when each claim lasts, in milliseconds. */
  private readonly claims = new Map<string, number>();

  constructor(dir: string, writer: Writing) {
    this.writer = writer;
    this.file = new SqliteFile(join(dir, 'durable.db'), 'read-only');
    this.byDue = this.file.prepare<Scheduled>(`${select} manager = ? ORDER BY due_at LIMIT ?`);
    this.byKey = this.file.prepare<Scheduled>(`${select} manager = ? AND key = ? ORDER BY name`);
  }

  async set(manager: string, timeouts: readonly Scheduled[]): Promise<void> {
    await this.writer.write('durable', 'setTimeouts', manager, timeouts);
  }

  async due(manager: string, now: string, limit: number): Promise<readonly Scheduled[]> {
    const told = this.unclaimed(manager, now, limit).filter(({ dueAt }) => dueAt <= now);
    for (const timeout of told) this.claims.set(claimOn(manager, timeout), Date.parse(now) + claimMs);
    return told;
  }

  async release(manager: string, timeouts: readonly Scheduled[]): Promise<void> {
    for (const timeout of timeouts) this.claims.delete(claimOn(manager, timeout));
  }

  async nextDue(manager: string, now: string): Promise<string | null> {
    return this.unclaimed(manager, now, 1)[0]?.dueAt ?? null;
  }

  async ofProcess(manager: string, key: string): Promise<readonly Scheduled[]> {
    return this.byKey.all(manager, key).map((row) => ({ ...row }));
  }

  async done(manager: string, { key, name, revision }: Pick<Scheduled, 'key' | 'name' | 'revision'>): Promise<void> {
    await this.writer.write('durable', 'timeoutDone', manager, key, name, revision);
    this.claims.delete(claimOn(manager, { key, name, revision }));
  }

  async close(): Promise<void> {
    this.file.close();
  }

  /** The first `limit` by when they are due. */
  private unclaimed(manager: string, now: string, limit: number): readonly Scheduled[] {
    const at = Date.parse(now);
    for (const [claim, until] of this.claims) if (until <= at) this.claims.delete(claim);
    const rows = this.byDue.all(manager, this.claims.size + limit).map((row) => ({ ...row }));
    return rows.filter((row) => !this.claims.has(claimOn(manager, row))).slice(0, limit);
  }
}

function claimOn(manager: string, { key, name, revision }: Pick<Scheduled, 'key' | 'name' | 'revision'>): string {
  return JSON.stringify([manager, key, name, revision]);
}
