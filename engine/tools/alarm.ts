const longestMs = 2 ** 31 - 1;

/** Rings once, at the earliest moment that it was set for; then it can be set anew. Never keeps the process alive. */
export class Alarm {
  private timer: { readonly due: number; readonly handle: NodeJS.Timeout } | null = null;
  private stopped = false;

  constructor(private readonly ring: () => void) {}

  /** Rings no later than after so many milliseconds; after about 25 days, should that be more. */
  within(ms: number): void {
    const wait = Math.min(longestMs, Math.max(0, ms));
    const due = performance.now() + wait;
    if (this.stopped || (this.timer !== null && this.timer.due <= due)) return;
    if (this.timer !== null) clearTimeout(this.timer.handle);
    const handle = setTimeout(() => {
      this.timer = null;
      this.ring();
    }, wait).unref();
    this.timer = { due, handle };
  }

  /** Rings no more, whatever it is set for. */
  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer.handle);
  }
}
