import type { Clock } from '../tools/clock.ts';
import type { LogFeed } from './log-feed.ts';
import type { Position } from '../log/position.ts';

/** How far a reader of the log is behind its head. */
export type Lag = {
  readonly position: Position | null;
  readonly headPosition: Position | null;
  readonly lagEvents: number;
  /** Age of the oldest event that is not done yet; 0 when there is none. */
  readonly lagSeconds: number;
};

/** The lag of a reader that has done everything up to a position, the log's first `events` events. */
export async function lagOf(
  feed: LogFeed,
  done: { readonly position: Position | null; readonly events: number },
  clock: Clock,
): Promise<Lag> {
  const head = feed.head();
  const [oldest] = await feed.read(done.position, 1);
  const age = oldest === undefined ? 0 : (Date.parse(clock()) - Date.parse(oldest.time)) / 1000;
  return {
    position: done.position,
    headPosition: head.position,
    lagEvents: Math.max(0, head.events - done.events),
    lagSeconds: Math.max(0, age),
  };
}
