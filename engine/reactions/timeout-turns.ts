import type { Loaded } from '../commands/executor.ts';
import type { Position } from '../log/position.ts';
import { reaches } from '../log/position.ts';
import type { ProcessIds } from './process-ids.ts';
import type { Scheduled } from '../stores/schedule.ts';
import type { ReactorRuntime } from './reactor-runtime.ts';

type TimeoutTurnsParts<Kept> = {
  readonly ids: ProcessIds;
  /** The store's, not that of what this process has read: an answer that is on its way here is in the log. */
  readonly head: () => Promise<Position | null>;
  readonly reactor: Pick<ReactorRuntime, 'hasRead' | 'enqueue'>;
  readonly load: (key: string) => Promise<Loaded<Kept>>;
  /** The process's last decision was made and sent by this runtime, which has read its input. */
  readonly isKnownAsSent: (key: string, kept: Kept) => boolean;
  readonly decide: (due: Scheduled, kept: Kept) => Promise<void>;
};

/**
 * When a time-out may be decided: it takes its turn behind everything that has happened by the time it is due. An
 * answer that is in the log counts, however late this process comes to read it.
 */
export class TimeoutTurns<Kept> {
  constructor(private readonly parts: TimeoutTurnsParts<Kept>) {}

  async lineUp(due: Scheduled): Promise<void> {
    const { ids, head: headOfLog, reactor, load } = this.parts;
    const { key, name } = due;
    let read: Position | null = null;
    const prepare = async (): Promise<void> => {
      const { position: decided } = await load(key);
      const head = await headOfLog();
      const position = decided === null || (head !== null && reaches(head, decided)) ? head : decided;
      if (position !== null && !(await reactor.hasRead(position))) return;
      read = position;
      reactor.enqueue(key, { eventId: ids.ofTimeout(due), type: name, run: fire, done: () => {} });
    };
    const fire = async (): Promise<void> => {
      if (!(await this.decideUpTo(read, due))) void prepare().catch(() => this.lineUpAgain(due));
    };
    await prepare().catch(() => this.lineUpAgain(due));
  }

  /** The store did not answer: the key's back-off decides when to try again. */
  private lineUpAgain(due: Scheduled): void {
    const { ids, reactor, load } = this.parts;
    const run = async () => {
      await load(due.key);
      void this.lineUp(due);
    };
    reactor.enqueue(due.key, { eventId: ids.ofTimeout(due), type: due.name, run, done: () => {} });
  }

  /** False: something was decided meanwhile whose input may not have been read yet. */
  private async decideUpTo(read: Position | null, due: Scheduled): Promise<boolean> {
    const { load, isKnownAsSent, decide } = this.parts;
    const { state: kept, position } = await load(due.key);
    const isSure = position === null || reaches(read, position) || isKnownAsSent(due.key, kept);
    if (isSure) await decide(due, kept);
    return isSure;
  }
}
