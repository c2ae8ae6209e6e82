import type { Registry } from '../../stores/registry.ts';
import type { RebuildState } from '../ports/projection-admin.ts';

export type StoredJob = {
  readonly jobId: string;
  /** The build that it makes. */
  readonly build: string;
  /** The build that was live when it started. */
  readonly previous: string;
  readonly state: RebuildState;
  readonly processed: number;
  readonly total: number;
  readonly error?: string;
};

/** What survives a restart: the latest job, and the build before the latest switch while one may go back to it. */
export type RebuildRecord = {
  readonly job: StoredJob | null;
  readonly retired: { readonly build: string; /** RFC 3339 UTC. */ readonly until: string } | null;
};

const keyOf = (projection: string) => `rebuild:${projection}`;

export async function loadRecord(registry: Registry, projection: string): Promise<RebuildRecord> {
  const text = await registry.get(keyOf(projection));
  return text === null ? { job: null, retired: null } : (JSON.parse(text) as RebuildRecord);
}

export async function saveRecord(registry: Registry, projection: string, record: RebuildRecord): Promise<void> {
  await registry.set(keyOf(projection), JSON.stringify(record));
}

type RunningJob = StoredJob & { readonly state: 'booting' | 'catching-up' | 'verifying' };

export function isRunning(job: StoredJob | null): job is RunningJob {
  return job !== null && ['booting', 'catching-up', 'verifying'].includes(job.state);
}

/**
 * The record as a crash in the middle of a switch must have meant it: the live pointer, moved in one step, decides.
 */
export function settleRecord(record: RebuildRecord, live: string, until: string): RebuildRecord {
  const { job, retired } = record;
  if (isRunning(job) && job.build === live) {
    return { job: { ...job, state: 'live' }, retired: { build: job.previous, until } };
  }
  if (job !== null && job.state === 'live' && retired?.build === live) {
    return { job: { ...job, state: 'retired' }, retired: null };
  }
  return record;
}
