/** Events of a batch that is folded and written together: few, as reading and committing them cannot be interrupted. */
export const batch = 100;

/** The longest rest while somebody is served all the time, and the work that is done after it all the same. */
const restMs = 15;
const workMs = 1;

/** So long must nobody have been served: an answered command has others done after it, by the order saga and the views. */
const quietMs = 50;

const nobody = 0;
const somebody = 1;

/** Knows whether somebody is being served, and tells those whom nobody waits for. */
export class Serving {
  /** What threads look at: 1 while somebody is served. */
  readonly sign = new SharedArrayBuffer(4);
  private readonly told = new Int32Array(this.sign);
  private readonly listeners = new Set<(isServing: boolean) => void>();
  private count = 0;
  private isServing = false;
  private quiet: NodeJS.Timeout | null = null;

  /** A request came in. */
  begin(): void {
    this.count += 1;
    if (!this.isServing) this.tell(true);
  }

  /** A request has been answered, or given up. */
  end(): void {
    this.count -= 1;
    if (this.count > 0) return;
    this.quiet ??= setTimeout(() => this.count === 0 && this.tell(false), quietMs).unref();
    this.quiet.refresh();
  }

  /** Tells it at once, and every change until the answered function is called. For those who share no memory. */
  follow(listener: (isServing: boolean) => void): () => void {
    this.listeners.add(listener);
    listener(this.isServing);
    return () => void this.listeners.delete(listener);
  }

  private tell(isServing: boolean): void {
    this.isServing = isServing;
    putUp(this.told, isServing);
    for (const listener of this.listeners) listener(isServing);
  }
}

/** Changes the sign that threads look at. */
export function putUp(sign: Int32Array, isServing: boolean): void {
  Atomics.store(sign, 0, isServing ? somebody : nobody);
  if (!isServing) Atomics.notify(sign, 0);
}

/** How a thread stands back for those who are served: on few cores any work beside theirs makes it slower. */
export class Courtesy {
  private readonly sign: Int32Array;
  private mayWorkUntil = 0;

  constructor(sign: SharedArrayBuffer) {
    this.sign = new Int32Array(sign);
  }

  /**
   * Stops the calling thread while somebody is served, for 15 ms at most; then it may work for 1 ms, come who may. To
   * be called again and again, between two pieces of work as small as they come.
   */
  readonly standBack = (): void => {
    if (Atomics.load(this.sign, 0) === nobody || performance.now() < this.mayWorkUntil) return;
    const until = performance.now() + restMs;
    for (let left = restMs; left > 0; left = until - performance.now()) {
      if (Atomics.wait(this.sign, 0, somebody, left) === 'timed-out') break;
      if (Atomics.load(this.sign, 0) === nobody) return;
    }
    this.mayWorkUntil = performance.now() + workMs;
  };
}
