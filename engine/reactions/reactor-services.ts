import type { BackOff } from '../tools/back-off.ts';
import type { Clock } from '../tools/clock.ts';
import type { Report } from '../tools/report.ts';
import type { Lag } from '../feed/lag.ts';
import type { LogFeed } from '../feed/log-feed.ts';
import type { Checkpoints } from '../stores/checkpoints.ts';
import type { Retrying } from './key-queues.ts';

export type ReactorServices = {
  readonly feed: LogFeed;
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  /** Keys handled side by side. */
  readonly concurrency?: number;
  /** Events in work or waiting behind one that fails, at most; then reading stops. */
  readonly window?: number;
  /** Milliseconds between two savings of the checkpoint, at least. */
  readonly saveMs?: number;
  readonly backOff?: BackOff;
  readonly log?: Report;
};

export type ReactorStatus = Lag & {
  readonly name: string;
  /**
   * `refused`: its checkpoint belongs to another log. `superseded`: another process has taken its checkpoint. In both
   * states it does nothing.
   */
  readonly state: 'running' | 'paused' | 'refused' | 'superseded';
  readonly retrying: readonly Retrying[];
};

/** What can happen to a reactor's checkpoint beside its saves. */
export type CheckpointEvents = {
  /** Another process has taken it; this one has ended what was under way and does nothing more. */
  readonly superseded: () => void;
  /** The store went back to an older one, from which the log is heard again. What is kept of since is worth nothing. */
  readonly wentBack: () => void;
};
