import { derivedId } from '../log/ids.ts';
import { BoundedMap } from '../tools/bounded-map.ts';
import type { Clock } from '../tools/clock.ts';
import type { Kept, ProcessRecord } from './process-decider.ts';
import type { ProcessIds } from './process-ids.ts';
import type { CommandSender, ProcessCommand } from './process-manager.ts';
import type { Timeouts } from './timeouts.ts';

const mostKnownAsSent = 10_000;

/** Carries out recorded decisions: sends their commands, under ids derived from the record, and sets their time-outs. */
export class Dispatch<State, Command extends ProcessCommand> {
  /** The last decision of each process that is known to be sent. */
  private readonly sent = new BoundedMap<string, string>(mostKnownAsSent);

  constructor(
    private readonly ids: ProcessIds,
    private readonly send: CommandSender<Command>,
    private readonly timeouts: Timeouts,
    private readonly clock: Clock,
  ) {}

  async carryOut(key: string, made: ProcessRecord<State, Command>, correlationId: string): Promise<void> {
    const recordId = this.ids.ofRecord(made.input.id);
    const setTimeouts = () => this.timeouts.set(key, made.timeouts, correlationId);
    const sendAll = async () => {
      for (const [index, command] of made.commands.entries()) {
        const ids = { commandId: derivedId(recordId, index), causationId: recordId, correlationId };
        await this.send(command, { ...ids, key, time: this.clock() });
      }
    };
    // A time-out's own record says that its commands are unsent, and may be replaced by the new one only after.
    if (made.input.position === null) await sendAll().then(setTimeouts);
    else await Promise.all([sendAll(), setTimeouts()]);
    this.sent.set(key, recordId);
  }

  /** A time-out whose decision stands last but which is still pending was not carried out to its end. */
  async finishTimeout(key: string, kept: Kept<State, Command>): Promise<void> {
    if (kept.last === null || kept.last.input.position !== null || this.isKnownAsSent(key, kept)) return;
    const due = await this.timeouts.find(key, kept.last.input.type.slice('timeout:'.length));
    if (due === null || this.ids.ofTimeout(due) !== kept.last.input.id) return;
    await this.carryOut(key, kept.last, due.correlationId);
    await this.timeouts.done(due);
  }

  isKnownAsSent(key: string, { last }: Kept<State, Command>): boolean {
    return last !== null && this.sent.get(key) === this.ids.ofRecord(last.input.id);
  }
}
