import { performance } from 'node:perf_hooks';

/** Events of a batch that is folded and written together: few, so that a thread soon rests. */
export const batch = 500;

const everyMs = 100;
/** Below this share of its time at work the main thread has nobody to be kept waiting. */
const idleBelow = 0.05;
/** How long all threads together rest for each millisecond of work while the main thread is busy. */
const restOfWork = 2;
/** What looks like more work was others' turn. */
const longestRestMs = 200;

/** Tells threads how busy this one is, and how many they are. */
export class Load {
  readonly shared = new SharedArrayBuffer(8);
  private readonly told = new Int32Array(this.shared);
  private last = performance.eventLoopUtilization();
  private timer: NodeJS.Timeout | null = null;

  /** One thread more. */
  start(): void {
    if (Atomics.add(this.told, 1, 1) === 0) this.last = performance.eventLoopUtilization();
    this.timer ??= setInterval(() => this.measure(), everyMs).unref();
  }

  /** One thread fewer. */
  stop(): void {
    if (Atomics.sub(this.told, 1, 1) > 1) return;
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private measure(): void {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.last);
    this.last = now;
    Atomics.store(this.told, 0, Math.round(utilization * 1_000));
  }
}

/** Milliseconds a thread rests after so many of work, so that those who are waited for find the machine free. */
export function restAfter(workMs: number, load: SharedArrayBuffer): number {
  const [thousandths = 0, threads = 1] = new Int32Array(load);
  return thousandths < idleBelow * 1_000 ? 0 : Math.min(longestRestMs, workMs * restOfWork * threads);
}
