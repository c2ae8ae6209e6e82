import { derivedId } from '../log/ids.ts';
import type { Scheduled } from '../stores/schedule.ts';
import { unknownRevision } from '../stores/schedule.ts';

/** Ids of what a process manager does, derived from what it does it for: whatever is repeated is recognised. */
export class ProcessIds {
  constructor(private readonly manager: string) {}

  /** A time-out as an input; of one that an earlier release set, the id that it gave. */
  ofTimeout({ key, name, dueAt, revision }: Omit<Scheduled, 'correlationId'>): string {
    return revision === unknownRevision
      ? derivedId(this.manager, key, name, dueAt)
      : derivedId(this.manager, key, name, dueAt, revision);
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
