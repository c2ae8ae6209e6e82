import type { Clock } from '../../tools/clock.ts';
import type { Turns } from '../../tools/turns.ts';

/** How long the build before a switch is kept and fed, so that one may go back to it. */
export class Grace {
  private timer: NodeJS.Timeout | null = null;

  /** `turns`: in which a grace ends, as nothing else may then be done with the builds. */
  constructor(
    private readonly turns: Turns,
    private readonly clock: Clock,
    private readonly ms = 600_000,
  ) {}

  /** When one that begins now ends, RFC 3339 UTC. */
  endFromNow(): string {
    return new Date(Date.parse(this.clock()) + this.ms).toISOString();
  }

  /** Instead of the one before. `over` is called at its end, unless it is stopped. */
  begin(until: string, over: () => Promise<void>): void {
    this.stop();
    const left = Date.parse(until) - Date.parse(this.clock());
    const end = async () => {
      if (this.timer === timer) await over();
    };
    const timer = setTimeout(() => void this.turns.take(end).catch(() => undefined), Math.max(0, left)).unref();
    this.timer = timer;
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
