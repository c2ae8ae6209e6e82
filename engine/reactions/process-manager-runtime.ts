import { BoundedMap } from '../tools/bounded-map.ts';
import type { Decider } from '../commands/decider.ts';
import type { Event, Recorded } from '../log/event.ts';
import type { Executor, Loaded } from '../commands/executor.ts';
import { derivedId } from '../log/ids.ts';
import type { Position } from '../log/position.ts';
import { reaches } from '../log/position.ts';
import {
  isDecided,
  processDecider,
  type InputRecord,
  type Kept,
  type ProcessRecord,
  type RecordInput,
} from './process-decider.ts';
import type { CommandSender, ProcessCommand, ProcessInput, ProcessManager } from './process-manager.ts';
import { ReactorRuntime, type ReactorServices, type ReactorStatus } from './reactor-runtime.ts';
import type { Reactor } from './reactor.ts';
import { Timeouts, type PendingTimeout } from './timeouts.ts';

const mostKnownAsSent = 10_000;

export type ProcessManagerParts<State, E extends Event, Command extends ProcessCommand> = {
  readonly manager: ProcessManager<State, E, Command>;
  readonly send: CommandSender<Command>;
  readonly executor: Executor;
  readonly services: ReactorServices;
  /** The order to whose history a process's decisions belong. */
  readonly orderId?: (key: string) => string;
};

type Heard<E extends Event> = RecordInput<E> & {
  readonly key: string;
  readonly correlationId: string;
  readonly causationId: string;
};

/**
 * Runs a process manager: records what it decides for an input, sends the commands under ids derived from the record,
 * then sets the time-outs. A decision is recorded only after everything decided before was sent, so whatever a crash
 * leaves unsent is the last decision of its stream, and the input that led to it comes again.
 */
export class ProcessManagerRuntime<State, E extends Event, Command extends ProcessCommand> {
  private readonly decider: Decider<Kept<State, Command>, RecordInput<E>, Event<string, ProcessRecord<State, Command>>>;
  private readonly reactor: ReactorRuntime;
  private readonly timeouts: Timeouts;
  /** The last decision of each process that is known to be sent. */
  private readonly sent = new BoundedMap<string, string>(mostKnownAsSent);
  private log = '';

  constructor(private readonly parts: ProcessManagerParts<State, E, Command>) {
    const { manager, services } = parts;
    const { name, handles } = manager;
    this.decider = processDecider(manager);
    const reactor: Reactor<E> = {
      name,
      handles,
      key: (event) => manager.key(event),
      handle: (event) => this.hearEvent(event),
    };
    this.reactor = new ReactorRuntime(reactor as object as Reactor, services);
    this.timeouts = new Timeouts(name, services.keyValue, services.clock, (due) => void this.lineUp(due));
  }

  async start(): Promise<void> {
    this.log = await this.parts.services.feed.logId();
    await this.reactor.start();
    await this.timeouts.start();
  }

  status(): Promise<ReactorStatus> {
    return this.reactor.status();
  }

  /** True as soon as every event up to the position is handled; false when the time is over before. */
  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    return this.reactor.waitFor(position, timeoutMs);
  }

  /** Tries a process that backs off again at once; false when it does not. */
  retryNow(key: string): boolean {
    return this.reactor.retryNow(key);
  }

  /** Fires the time-outs of a process that `which` names, before they are due; false when there is none. */
  fireEarly(key: string, which: (name: string) => boolean): boolean {
    return this.timeouts.fireEarly(key, which);
  }

  /** Fires the time-outs that are due by the clock, other processes' too, without waiting for the timer. */
  checkTimeouts(): Promise<void> {
    return this.timeouts.takeUp();
  }

  pause(): void {
    this.reactor.pause();
  }

  resume(): void {
    this.reactor.resume();
  }

  async close(): Promise<void> {
    this.timeouts.close();
    await this.reactor.close();
  }

  private hearEvent(event: Recorded<E>): Promise<void> {
    const { id, type, position, correlationId } = event;
    const key = this.parts.manager.key(event)!;
    const record = { id, type, position, log: this.log };
    return this.hear({ key, input: { kind: 'event', event }, record, correlationId, causationId: id }, null);
  }

  /**
   * A time-out takes its turn behind everything that has happened by now: an answer that is in the log counts, however
   * late this process comes to read it.
   */
  private async lineUp(due: PendingTimeout): Promise<void> {
    const { key, name } = due;
    const inputId = this.timeoutId(due);
    let read: Position | null = null;
    const prepare = async (): Promise<void> => {
      const { position: decided } = await this.load(key);
      const { position: head } = this.parts.services.feed.head();
      const position = decided === null || (head !== null && reaches(head, decided)) ? head : decided;
      if (position !== null && !(await this.reactor.hasRead(position))) return;
      read = position;
      this.reactor.enqueue(key, { eventId: inputId, type: name, run: fire, done: () => {} });
    };
    const fire = async (): Promise<void> => {
      if (!(await this.hearTimeout(due, inputId, read))) void prepare().catch(() => this.lineUpAgain(due));
    };
    await prepare().catch(() => this.lineUpAgain(due));
  }

  /** The store did not answer: the key's back-off decides when to try again. */
  private lineUpAgain(due: PendingTimeout): void {
    const run = async () => {
      await this.load(due.key);
      void this.lineUp(due);
    };
    this.reactor.enqueue(due.key, { eventId: this.timeoutId(due), type: due.name, run, done: () => {} });
  }

  /** False: something was decided meanwhile whose input may not have been read yet. */
  private async hearTimeout(due: PendingTimeout, inputId: string, read: Position | null): Promise<boolean> {
    const { key, name, dueAt, correlationId } = due;
    const { state: kept, position } = await this.load(key);
    const isSure = position === null || reaches(read, position) || this.isKnownAsSent(key, kept);
    if (!isSure) return false;
    const record: InputRecord = { id: inputId, type: `timeout:${name}`, position: null, log: this.log };
    const input: ProcessInput<E> = { kind: 'timeout', name, dueAt };
    const causationId = kept.last === null ? inputId : this.recordId(kept.last.input.id);
    await this.hear({ key, input, record, correlationId, causationId }, due);
    return true;
  }

  private async hear(heard: Heard<E>, due: PendingTimeout | null): Promise<void> {
    const { key, record, correlationId } = heard;
    const loaded = await this.load(key);
    const kept = loaded.state;
    if (isDecided(kept, record)) {
      if (kept.last?.input.id === record.id) await this.carryOut(key, kept.last, correlationId);
    } else {
      await this.finishTimeout(key, kept);
      const made = await this.record(heard, loaded);
      if (made !== null) await this.carryOut(key, made, correlationId);
    }
    if (due !== null) await this.timeouts.done(due);
  }

  /** Null: nothing to do for this input. */
  private async record(
    heard: Heard<E>,
    { state: kept, revision }: Loaded<Kept<State, Command>>,
  ): Promise<ProcessRecord<State, Command> | null> {
    const { manager, executor, services, orderId } = this.parts;
    const { key, input, record, correlationId, causationId } = heard;
    if (manager.decide(input, kept.state) === null) return null;
    const execution = await executor.execute(
      this.decider,
      key,
      { input, record },
      {
        commandId: this.commandId(record.id),
        actor: { id: manager.name, role: 'system' },
        correlationId,
        causationId,
        time: services.clock(),
        // Somebody else's decision in between must be looked at first.
        expectedRevision: revision,
        ...(orderId === undefined ? {} : { orderId: orderId(key) }),
      },
    );
    if (execution.outcome !== 'accepted') throw new Error(`The decision was not recorded: ${execution.outcome}`);
    return execution.events[0]?.data ?? null;
  }

  private async carryOut(key: string, made: ProcessRecord<State, Command>, correlationId: string): Promise<void> {
    const recordId = this.recordId(made.input.id);
    const setTimeouts = () => this.timeouts.set(key, made.timeouts, correlationId);
    const sendAll = async () => {
      for (const [index, command] of made.commands.entries()) {
        const ids = { commandId: derivedId(recordId, index), causationId: recordId, correlationId };
        await this.parts.send(command, { ...ids, key, time: this.parts.services.clock() });
      }
    };
    // A time-out's own record says that its commands are unsent, and may be replaced by the new one only after.
    if (made.input.position === null) await sendAll().then(setTimeouts);
    else await Promise.all([sendAll(), setTimeouts()]);
    this.sent.set(key, recordId);
  }

  /** A time-out whose decision stands last but which is still pending was not carried out to its end. */
  private async finishTimeout(key: string, kept: Kept<State, Command>): Promise<void> {
    if (kept.last === null || kept.last.input.position !== null || this.isKnownAsSent(key, kept)) return;
    const due = await this.timeouts.find(key, kept.last.input.type.slice('timeout:'.length));
    if (due === null || this.timeoutId(due) !== kept.last.input.id) return;
    await this.carryOut(key, kept.last, due.correlationId);
    await this.timeouts.done(due);
  }

  private isKnownAsSent(key: string, { last }: Kept<State, Command>): boolean {
    return last !== null && this.sent.get(key) === this.recordId(last.input.id);
  }

  private load(key: string): Promise<Loaded<Kept<State, Command>>> {
    return this.parts.executor.load(this.decider, key);
  }

  private timeoutId({ key, name, dueAt }: PendingTimeout): string {
    return derivedId(this.parts.manager.name, key, name, dueAt);
  }

  private commandId(inputId: string): string {
    return derivedId(inputId, this.parts.manager.name);
  }

  /** The recorded event's id, as the executor derives it. */
  private recordId(inputId: string): string {
    return derivedId(this.commandId(inputId), 0);
  }
}
