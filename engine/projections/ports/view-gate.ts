import type { Position } from '../../log/position.ts';

/** Lets a query wait until the views it reads reflect a position. */
export interface ViewGate {
  /** True as soon as every named view has reached the position; false when the time is over before. */
  waitFor(views: readonly string[], position: Position, timeoutMs: number): Promise<boolean>;
  /** What every named view reflects at least: the least of their positions; null when one has seen nothing yet. */
  position(views: readonly string[]): Promise<Position | null>;
}
