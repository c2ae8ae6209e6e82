import type { Position } from '../log/position.ts';

/** A place in the log: its last event and how many there are up to it. */
export type Mark = { readonly position: Position | null; readonly eventId: string; readonly events: number };

export const logStart: Mark = { position: null, eventId: '', events: 0 };

/** What is stored: everything up to the mark is done, but the events right after the marks in `except`. */
export type ReactorCheckpoint = Mark & { readonly logId: string; readonly except: readonly Mark[] };

/** An event that is being handled; `before` is the mark it follows. */
export type Undone = { readonly before: Mark };

const mostExceptions = 1_000;

/**
 * How far a reactor has come. Events are done out of order; the low-water mark never passes one that is not. So that
 * one key which fails for days does not make all later events come again after a restart, the checkpoint names what is
 * undone and goes on.
 */
export class Progress {
  /** In log order. */
  private readonly undone = new Set<Undone>();

  constructor(private reading: Mark) {}

  get read(): Mark {
    return this.reading;
  }

  get pending(): number {
    return this.undone.size;
  }

  /** Everything up to here is done. */
  get lowWater(): Mark {
    const [first] = this.undone;
    return first === undefined ? this.reading : first.before;
  }

  begin(before: Mark): Undone {
    const event = { before };
    this.undone.add(event);
    return event;
  }

  finish(event: Undone): void {
    this.undone.delete(event);
  }

  readTo(mark: Mark): void {
    this.reading = mark;
  }

  checkpoint(logId: string): ReactorCheckpoint {
    const except: Mark[] = [];
    for (const { before } of this.undone) {
      if (except.length === mostExceptions) return { ...before, logId, except };
      except.push(before);
    }
    return { ...this.reading, logId, except };
  }
}
