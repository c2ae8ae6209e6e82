import type { RequestsInFlight } from '../../../engine/tools/requests-in-flight.ts';

/** Events of a batch that is folded and written together: few, as reading and committing them cannot be interrupted. */
export const batch = 100;

/** The longest pause while requests are in flight all the time, and the work that is done after it all the same. */
const pauseMs = 15;
const workMs = 1;

/** So long must none have been in flight: an answered command has others done after it, by the order saga and the views. */
const quietMs = 50;

const idle = 0;
const busy = 1;

/** A flag in shared memory that is up while requests are in flight, and told to those who share none. */
export class BusyFlag implements RequestsInFlight {
  /** What threads look at, by a `Throttle`. */
  readonly shared = new SharedArrayBuffer(4);
  private readonly flag = new Int32Array(this.shared);
  private readonly listeners = new Set<(isBusy: boolean) => void>();
  private inFlight = 0;
  private isBusy = false;
  private quiet: NodeJS.Timeout | null = null;

  begin(): void {
    this.inFlight += 1;
    if (!this.isBusy) this.set(true);
  }

  end(): void {
    this.inFlight -= 1;
    if (this.inFlight > 0) return;
    this.quiet ??= setTimeout(() => this.inFlight === 0 && this.set(false), quietMs).unref();
    this.quiet.refresh();
  }

  /** Tells it at once, and every change until the answered function is called. */
  follow(listener: (isBusy: boolean) => void): () => void {
    this.listeners.add(listener);
    listener(this.isBusy);
    return () => void this.listeners.delete(listener);
  }

  private set(isBusy: boolean): void {
    this.isBusy = isBusy;
    setFlag(this.flag, isBusy);
    for (const listener of this.listeners) listener(isBusy);
  }
}

/** Sets the flag that threads look at. */
export function setFlag(flag: Int32Array, isBusy: boolean): void {
  Atomics.store(flag, 0, isBusy ? busy : idle);
  if (!isBusy) Atomics.notify(flag, 0);
}

/** Throttles a thread while requests are in flight: on few cores any work beside theirs makes them slower. */
export class Throttle {
  private readonly flag: Int32Array;
  private mayWorkUntil = 0;

  constructor(shared: SharedArrayBuffer) {
    this.flag = new Int32Array(shared);
  }

  /**
   * Stops the calling thread while requests are in flight, for 15 ms at most; then it may work for 1 ms, come who may.
   * To be called again and again, between two pieces of work as small as they come.
   */
  readonly pause = (): void => {
    if (Atomics.load(this.flag, 0) === idle || performance.now() < this.mayWorkUntil) return;
    const until = performance.now() + pauseMs;
    for (let left = pauseMs; left > 0; left = until - performance.now()) {
      if (Atomics.wait(this.flag, 0, busy, left) === 'timed-out') break;
      if (Atomics.load(this.flag, 0) === idle) return;
    }
    this.mayWorkUntil = performance.now() + workMs;
  };
}
