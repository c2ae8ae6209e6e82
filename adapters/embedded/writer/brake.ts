const idle = 0;
const writing = 1;
const stopped = 2;

/** More than any commit takes; an exit does not wait for ever on a disk that hangs. */
const longestWaitMs = 10_000;

/**
 * Leaving the process while another thread is inside SQLite aborts it. The thread enters before it touches SQLite and
 * leaves after; the exit handler stops it in between.
 */
export class Brake {
  private readonly state: Int32Array;
  private inside = 0;

  constructor(shared: SharedArrayBuffer) {
    this.state = new Int32Array(shared);
  }

  /** Runs `work` unless the process is leaving. */
  guard(work: () => void): void {
    if (Atomics.compareExchange(this.state, 0, idle, writing) !== idle) return;
    try {
      work();
    } finally {
      Atomics.store(this.state, 0, idle);
      Atomics.notify(this.state, 0);
    }
  }

  /** The same for work that waits in between, also for several at a time. Never ends when the process is leaving. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.inside === 0 && Atomics.compareExchange(this.state, 0, idle, writing) !== idle) {
      return new Promise(() => {});
    }
    this.inside += 1;
    try {
      return await work();
    } finally {
      this.inside -= 1;
      if (this.inside === 0) {
        Atomics.store(this.state, 0, idle);
        Atomics.notify(this.state, 0);
      }
    }
  }

  /** Waits until nobody writes and lets nobody write again. For an exit handler: it blocks. */
  stop(): void {
    const until = Date.now() + longestWaitMs;
    while (Atomics.compareExchange(this.state, 0, idle, stopped) === writing && Date.now() < until) {
      Atomics.wait(this.state, 0, writing, until - Date.now());
    }
  }
}
