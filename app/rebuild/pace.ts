import { performance } from 'node:perf_hooks';

/** Events of a batch that is folded and written together. */
export const batch = 2_000;

const everyMs = 100;
/** Below this share of its time at work the main thread has nobody to be kept waiting. */
const idleBelow = 0.05;
/** How long a thread rests for each millisecond of work while the main thread is busy. */
const restOfWork = 1;

/** Tells threads how busy this one is, as long as there are any. */
export class Load {
  readonly shared = new SharedArrayBuffer(4);
  private readonly thousandths = new Int32Array(this.shared);
  private last = performance.eventLoopUtilization();
  private timer: NodeJS.Timeout | null = null;

  start(): void {
    this.last = performance.eventLoopUtilization();
    this.timer ??= setInterval(() => this.measure(), everyMs).unref();
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private measure(): void {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.last);
    this.last = now;
    Atomics.store(this.thousandths, 0, Math.round(utilization * 1_000));
  }
}

/** Milliseconds a thread rests after so many of work, so that those who are waited for find the machine free. */
export function restAfter(workMs: number, load: SharedArrayBuffer): number {
  const utilization = Atomics.load(new Int32Array(load), 0) / 1_000;
  return utilization < idleBelow ? 0 : workMs * restOfWork;
}
