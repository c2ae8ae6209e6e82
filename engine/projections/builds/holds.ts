/** Keeps work from being begun for as long as anybody holds it. */
export class Holds {
  private count = 0;
  private letGo: () => void = () => {};
  private free: Promise<void> = Promise.resolve();

  get held(): boolean {
    return this.count > 0;
  }

  /** Resolves when nobody holds it. */
  untilFree(): Promise<void> {
    return this.free;
  }

  /** Answers what ends this hold. */
  take(): () => void {
    this.count += 1;
    if (this.count === 1) this.free = new Promise((resolve) => (this.letGo = resolve));
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.count -= 1;
      if (this.count === 0) this.letGo();
    };
  }

  /** Whoever waits until it is free waits no longer. */
  close(): void {
    this.letGo();
  }
}
