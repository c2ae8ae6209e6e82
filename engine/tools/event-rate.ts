const windowSeconds = 10;

/** Events a second over the last ten seconds. */
export class EventRate {
  private readonly counts = new Array<number>(windowSeconds).fill(0);
  private second = 0;

  add(events: number): void {
    this.moveTo(now());
    this.counts[this.second % windowSeconds]! += events;
  }

  perSecond(): number {
    this.moveTo(now());
    return this.counts.reduce((sum, count) => sum + count, 0) / windowSeconds;
  }

  private moveTo(second: number): void {
    for (let gone = Math.max(this.second + 1, second - windowSeconds + 1); gone <= second; gone += 1) {
      this.counts[gone % windowSeconds] = 0;
    }
    this.second = Math.max(this.second, second);
  }
}

function now(): number {
  return Math.floor(performance.now() / 1000);
}
