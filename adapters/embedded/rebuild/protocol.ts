import type { ParkedEvent, Poison } from '../../../engine/feed/parked-events.ts';
import type { BuildDigests } from '../../../engine/projections/ports/off-thread.ts';
import type { Folded } from '../../../engine/projections/folding/share-fold.ts';
import type { Share } from '../../../engine/projections/folding/share.ts';
import type { EventTypes } from '../../../engine/log/event-registry.ts';
import type { Position } from '../../../engine/log/position.ts';
import type { Projection } from '../../../engine/projections/projection.ts';

/** What a thread folds by. It imports this from a module, for no function can be sent to it. */
export type Folds = { readonly projections: readonly Projection[]; readonly eventTypes: EventTypes };

/** The build of a data folder that a thread or a process works on. */
export type Task = {
  readonly dir: string;
  readonly masterKey: Uint8Array;
  /** Address of the module that exports `Folds`. */
  readonly folds: string;
  readonly projection: string;
  readonly build: string;
};

/** For a thread: the flag that throttles it (see `BusyFlag`). */
export type Throttled = { readonly busy: SharedArrayBuffer };

/** Events of the build that wait, and events that somebody gave up. */
type Parked = {
  readonly parked: readonly ParkedEvent[];
  readonly discarded: readonly (readonly [eventId: string, key: string])[];
};

export type FoldTask = Task & Throttled & Parked & { readonly share: Share; readonly brake: SharedArrayBuffer };

export type FillTask = FoldTask & {
  /** Threads that fold a share of the keys each; 1: the filling thread folds itself. */
  readonly shares: number;
  /** One for each folding thread. */
  readonly brakes: readonly SharedArrayBuffer[];
};

export type ToFill =
  { readonly kind: 'stop' } | { readonly kind: 'parked'; readonly call: number; readonly error: string | null };

export type FromFill =
  | { readonly kind: 'progress'; readonly events: number }
  | { readonly kind: 'park'; readonly call: number; readonly poison: Poison }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: string };

export type ToFold =
  | { readonly kind: 'fold'; readonly call: number; readonly after: Position | null; readonly upTo: Position }
  | { readonly kind: 'saved'; readonly position: Position }
  | { readonly kind: 'close' };

export type FromFold =
  | { readonly kind: 'folded'; readonly call: number; readonly folded: Folded }
  | { readonly kind: 'failed'; readonly call: number; readonly error: string };

export type DigestTask = Task & Pick<Parked, 'discarded'>;

export type ToDigest =
  { readonly kind: 'take'; readonly task: DigestTask } | { readonly kind: 'busy'; readonly isBusy: boolean };

export type FromDigest =
  { readonly kind: 'digests'; readonly digests: BuildDigests } | { readonly kind: 'failed'; readonly error: string };
