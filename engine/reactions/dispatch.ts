import { derivedId } from '../log/ids.ts';
import type { Scheduled } from '../stores/schedule.ts';
import { BoundedMap } from '../tools/bounded-map.ts';
import type { Clock } from '../tools/clock.ts';
import type { Kept, ProcessRecord } from './process-decider.ts';
import { timeoutIn } from './process-decider.ts';
import type { ProcessIds } from './process-ids.ts';
import type { CommandSender, ProcessCommand } from './process-manager.ts';
import type { Timeouts } from './timeouts.ts';

type Sending = { readonly correlationId: string; readonly again: boolean };

const mostKnownAsSent = 10_000;

/** Carries out recorded decisions: sends their commands under ids derived from the record, and sets their time-outs. */
export class Dispatch<State, Command extends ProcessCommand> {
  /** The last decision of each process that is known to be sent. */
  private sent = new BoundedMap<string, string>(mostKnownAsSent);

  constructor(
    private readonly ids: ProcessIds,
    private readonly send: CommandSender<Command>,
    private readonly timeouts: Timeouts,
    private readonly clock: Clock,
  ) {}

  /** Nothing is known as sent any more. */
  forget(): void {
    this.sent = new BoundedMap(mostKnownAsSent);
  }

  /** Carries out the last decision, with the time-outs that it set. */
  carryOut(key: string, kept: Kept<State, Command>, correlationId: string): Promise<void> {
    const own = pendingOf(key, kept, correlationId).filter(({ revision }) => revision === kept.revision);
    return this.sendAndSet(key, kept, { correlationId, again: false }, own);
  }

  /**
   * The same for a process whose last event comes again, as after a crash or in another store: with every time-out that
   * it waits for. What came after that event, time-outs' decisions, is not in the log to come again.
   */
  carryOutAgain(key: string, kept: Kept<State, Command>, correlationId: string): Promise<void> {
    return this.sendAndSet(key, kept, { correlationId, again: true }, pendingOf(key, kept, correlationId));
  }

  /** A time-out whose decision stands last but which is still pending was not carried out to its end. */
  async finishTimeout(key: string, kept: Kept<State, Command>): Promise<void> {
    const name = kept.last === null ? null : timeoutIn(kept.last.input);
    if (name === null || this.isKnownAsSent(key, kept)) return;
    const pending = await this.timeouts.ofProcess(key);
    const due = pending.find((each) => this.ids.ofTimeout(each) === kept.last!.input.id);
    if (due === undefined) return;
    await this.carryOutAgain(key, kept, due.correlationId);
    await this.timeouts.done(due);
  }

  isKnownAsSent(key: string, { last }: Kept<State, Command>): boolean {
    return last !== null && this.sent.get(key) === this.ids.ofRecord(last.input.id);
  }

  private async sendAndSet(
    key: string,
    { last }: Kept<State, Command>,
    how: Sending,
    timeouts: readonly Scheduled[],
  ): Promise<void> {
    if (last === null) return;
    const set = () => this.timeouts.set(timeouts);
    // A time-out's own record says that its commands are unsent, and may be replaced by the new one only after.
    if (timeoutIn(last.input) !== null) await this.sendAll(key, last, how).then(set);
    else await Promise.all([this.sendAll(key, last, how), set()]);
    this.sent.set(key, this.ids.ofRecord(last.input.id));
  }

  private async sendAll(key: string, { input, commands }: ProcessRecord<State, Command>, how: Sending): Promise<void> {
    const causationId = this.ids.ofRecord(input.id);
    for (const [index, command] of commands.entries()) {
      const ids = { commandId: derivedId(causationId, index), causationId };
      await this.send(command, { ...ids, ...how, key, time: this.clock() });
    }
  }
}

function pendingOf<State, Command extends ProcessCommand>(
  key: string,
  { due }: Kept<State, Command>,
  correlationId: string,
): readonly Scheduled[] {
  return Object.entries(due).map(([name, { dueAt, revision }]) => ({ key, name, dueAt, revision, correlationId }));
}
