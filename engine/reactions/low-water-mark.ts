import type { Position } from '../log/position.ts';

/** A point of the log: its last event and how many there are up to it. */
export type LogPoint = { readonly position: Position | null; readonly eventId: string; readonly events: number };

const logStart: LogPoint = { position: null, eventId: '', events: 0 };

/** What is stored: everything up to the point is done, but the events right after those in `except`. */
export type ReactorCheckpoint = LogPoint & { readonly logId: string; readonly except: readonly LogPoint[] };

/** An event that is being handled; `before` is the point it follows. */
type Undone = { readonly before: LogPoint };

const mostExceptions = 1_000;

/**
 * How far a reactor has come. Events are done out of order; the low-water mark never passes one that is not. So that
 * one key which fails for days does not make all later events come again after a restart, the checkpoint names what is
 * undone and goes on.
 */
export class LowWaterMark {
  /** In log order. */
  private readonly undone = new Set<Undone>();
  private reading = logStart;

  /** Everything up to here was begun. */
  get read(): LogPoint {
    return this.reading;
  }

  get pending(): number {
    return this.undone.size;
  }

  /** Everything up to here is done. */
  get done(): LogPoint {
    const [first] = this.undone;
    return first === undefined ? this.reading : first.before;
  }

  begin(before: LogPoint): Undone {
    const event = { before };
    this.undone.add(event);
    return event;
  }

  finish(event: Undone): void {
    this.undone.delete(event);
  }

  readTo(point: LogPoint): void {
    this.reading = point;
  }

  /** Begins anew there, at the log's start without a point; what is being handled counts no more. */
  restart({ position, eventId, events }: LogPoint = logStart): void {
    this.undone.clear();
    this.reading = { position, eventId, events };
  }

  checkpoint(logId: string): ReactorCheckpoint {
    const except: LogPoint[] = [];
    for (const { before } of this.undone) {
      if (except.length === mostExceptions) return { ...before, logId, except };
      except.push(before);
    }
    return { ...this.reading, logId, except };
  }
}
