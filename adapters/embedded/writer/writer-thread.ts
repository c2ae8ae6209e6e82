import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { OutcomeUnknown, StoreUnavailable } from '../../../engine/log/event-store.ts';
import { claimLayout } from '../layout.ts';
import { SqliteFile } from '../sqlite.ts';
import { Brake } from './brake.ts';
import { lanes } from './lanes.ts';
import type { Lane } from './lanes.ts';
import { truncateLog } from './protocol.ts';
import type { FromThread, ThreadData, ToThread, Write, WriteAnswer } from './protocol.ts';

/** The thread that owns every write connection. It commits a batch, synced, and only then answers. */
type OpenLane = {
  readonly file: SqliteFile;
  readonly writes: Readonly<Record<string, (...values: readonly never[]) => unknown>>;
};

const { dir, brake: shared } = workerData as ThreadData;
const brake = new Brake(shared);
const open = new Map<Lane, OpenLane>();
const answer = (message: FromThread) => parentPort!.postMessage(message);

brake.guard(() => {
  try {
    for (const lane of Object.keys(lanes) as Lane[]) openLane(lane);
    answer({ kind: 'ready' });
  } catch (error) {
    closeAll();
    answer({ kind: 'cannot-open', message: (error as Error).message });
  }
});

parentPort!.on('message', (message: ToThread) =>
  brake.guard(() => {
    if (message.kind === 'close') {
      closeAll();
      parentPort!.close();
    } else {
      answer({ kind: 'answers', lane: message.lane, answers: run(open.get(message.lane)!, message.writes) });
    }
  }),
);

function openLane(lane: Lane): void {
  const file = new SqliteFile(join(dir, lanes[lane].file), lanes[lane].use);
  try {
    claimLayout(file, lanes[lane].file);
    open.set(lane, { file, writes: lanes[lane].writes(file) });
  } catch (error) {
    file.close();
    throw error;
  }
}

function closeAll(): void {
  for (const { file } of open.values()) {
    // The driver really closes a file when its statements are collected, so the log is folded in before.
    answerOf(() => file.truncateLog());
    file.close();
  }
  open.clear();
}

function run(lane: OpenLane, writes: readonly Write[]): readonly WriteAnswer[] {
  const answers = commit(lane, writes);
  if (!writes.some((write) => write.name === truncateLog)) return answers;
  const truncated = answerOf(() => lane.file.truncateLog());
  return answers.map((each, index) => (writes[index]!.name === truncateLog ? truncated : each));
}

function commit(lane: OpenLane, writes: readonly Write[]): readonly WriteAnswer[] {
  let results: readonly unknown[] = [];
  const committed = answerOf(() => {
    results = lane.file.transaction(() => writes.map((write) => apply(lane, write)));
  });
  if (committed.kind === 'done') return results.map((result) => ({ kind: 'done', result }));
  // One write of the batch is wrong; alone it fails without taking its neighbours with it.
  if (committed.kind === 'mistake' && writes.length > 1) return writes.flatMap((write) => commit(lane, [write]));
  return writes.map(() => committed);
}

function answerOf(work: () => void): WriteAnswer {
  try {
    work();
    return { kind: 'done', result: undefined };
  } catch (error) {
    const kind =
      error instanceof StoreUnavailable ? 'unavailable' : error instanceof OutcomeUnknown ? 'unknown' : 'mistake';
    return { kind, message: (error as Error).message };
  }
}

function apply(lane: OpenLane, { name, values }: Write): unknown {
  return name === truncateLog ? undefined : lane.writes[name]!(...(values as never[]));
}
