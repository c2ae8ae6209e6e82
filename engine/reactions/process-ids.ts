import { derivedId } from '../log/ids.ts';
import type { PendingTimeout } from './timeouts.ts';

/** Ids of what a process manager does, derived from what it does it for: whatever is repeated is recognised. */
export class ProcessIds {
  constructor(private readonly manager: string) {}

  /** A time-out as an input. */
  ofTimeout({ key, name, dueAt }: PendingTimeout): string {
    return derivedId(this.manager, key, name, dueAt);
  }

  /** The command that records the decision for an input. */
  ofCommand(inputId: string): string {
    return derivedId(inputId, this.manager);
  }

  /** The recorded event, as the executor derives it. */
  ofRecord(inputId: string): string {
    return derivedId(this.ofCommand(inputId), 0);
  }
}
