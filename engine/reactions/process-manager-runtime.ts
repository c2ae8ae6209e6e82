import type { Decider } from '../commands/decider.ts';
import { streamOf } from '../commands/decider.ts';
import type { Event, Recorded } from '../log/event.ts';
import type { Executor, Loaded } from '../commands/executor.ts';
import type { Position } from '../log/position.ts';
import type { Schedule, Scheduled } from '../stores/schedule.ts';
import { unknownRevision } from '../stores/schedule.ts';
import { Dispatch } from './dispatch.ts';
import {
  isDecided,
  processDecider,
  timeoutType,
  type InputRecord,
  type Kept,
  type ProcessRecord,
  type RecordInput,
} from './process-decider.ts';
import { ProcessIds } from './process-ids.ts';
import type { CommandSender, ProcessCommand, ProcessInput, ProcessManager } from './process-manager.ts';
import { ReactorRuntime } from './reactor-runtime.ts';
import type { ReactorServices, ReactorStatus } from './reactor-services.ts';
import type { Reactor } from './reactor.ts';
import { TimeoutTurns } from './timeout-turns.ts';
import { Timeouts } from './timeouts.ts';

type ProcessManagerRuntimeParts<State, E extends Event, Command extends ProcessCommand> = {
  readonly manager: ProcessManager<State, E, Command>;
  readonly send: CommandSender<Command>;
  readonly executor: Executor;
  readonly services: ReactorServices;
  readonly schedule: Schedule;
  /** Where the log ends, by the store itself. */
  readonly head: () => Promise<Position | null>;
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
  private readonly dispatch: Dispatch<State, Command>;
  private readonly ids: ProcessIds;

  constructor(private readonly parts: ProcessManagerRuntimeParts<State, E, Command>) {
    const { manager, services, send, schedule, head } = parts;
    const { clock } = services;
    const { name, handles } = manager;
    this.decider = processDecider(manager);
    const reactor: Reactor<E> = {
      name,
      handles,
      key: (event) => manager.key(event),
      handle: (event) => this.hearEvent(event),
    };
    this.reactor = new ReactorRuntime(reactor as object as Reactor, services, {
      superseded: () => void this.timeouts.close(),
      wentBack: () => this.dispatch.forget(),
    });
    this.ids = new ProcessIds(name);
    this.timeouts = new Timeouts(name, schedule, clock, (due) => void turns.lineUp(due));
    this.dispatch = new Dispatch(this.ids, send, this.timeouts, clock);
    const turns = new TimeoutTurns<Kept<State, Command>>({
      ids: this.ids,
      head,
      reactor: this.reactor,
      load: (key) => this.load(key),
      isKnownAsSent: (key, kept) => this.dispatch.isKnownAsSent(key, kept),
      decide: (due, kept) => this.hearTimeout(due, kept),
    });
  }

  async start(): Promise<void> {
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
  fireEarly(key: string, which: (name: string) => boolean): Promise<boolean> {
    return this.timeouts.fireEarly(key, which);
  }

  /** Fires the time-outs that are due by the clock, other processes' too, without waiting for the timer. */
  checkTimeouts(): Promise<void> {
    return this.timeouts.fireDue();
  }

  pause(): void {
    this.reactor.pause();
  }

  resume(): void {
    this.reactor.resume();
  }

  async close(): Promise<void> {
    this.timeouts.stop();
    await this.reactor.close();
    await this.timeouts.close();
  }

  private hearEvent(event: Recorded<E>): Promise<void> {
    const { id, type, stream, revision, correlationId } = event;
    const key = this.parts.manager.key(event)!;
    const record = { id, type, stream, revision };
    return this.hear({ key, input: { kind: 'event', event }, record, correlationId, causationId: id }, null);
  }

  private async hearTimeout(due: Scheduled, kept: Kept<State, Command>): Promise<void> {
    const { key, name, dueAt, correlationId } = due;
    const { last } = kept;
    const id = this.ids.ofTimeout(due);
    const stream = streamOf(this.decider, key);
    const record: InputRecord = { id, type: timeoutType(name), stream, revision: recordThatSet(due, kept) };
    const input: ProcessInput<E> = { kind: 'timeout', name, dueAt };
    const causationId = last === null ? id : this.ids.ofRecord(last.input.id);
    await this.hear({ key, input, record, correlationId, causationId }, due);
  }

  private async hear(heard: Heard<E>, due: Scheduled | null): Promise<void> {
    const { key, record, correlationId } = heard;
    const loaded = await this.load(key);
    const kept = loaded.state;
    if (isDecided(kept, record)) {
      const isLast = kept.last?.input.id === record.id || kept.lastEvent === record.id;
      if (isLast) await this.dispatch.carryOutAgain(key, kept, correlationId);
    } else {
      await this.dispatch.finishTimeout(key, kept);
      const next = await this.record(heard, loaded);
      if (next !== null) await this.dispatch.carryOut(key, next, correlationId);
    }
    if (due !== null) await this.timeouts.done(due);
  }

  /** The process with the decision; null: nothing to do for this input. */
  private async record(
    heard: Heard<E>,
    { state: kept, revision }: Loaded<Kept<State, Command>>,
  ): Promise<Kept<State, Command> | null> {
    const { manager, executor, services, orderId } = this.parts;
    const { key, input, record, correlationId, causationId } = heard;
    if (manager.decide(input, kept.state) === null) return null;
    const execution = await executor.execute(
      this.decider,
      key,
      { input, record },
      {
        commandId: this.ids.ofCommand(record.id),
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
    const [made] = execution.events;
    return made === undefined ? null : this.decider.evolve(kept, made);
  }

  private load(key: string): Promise<Loaded<Kept<State, Command>>> {
    return this.parts.executor.load(this.decider, key);
  }
}

/** The revision of the record that set a time-out, also where it was not noted; -1 when none waits for it any more. */
function recordThatSet({ name, dueAt, revision }: Scheduled, { due }: Kept<unknown, ProcessCommand>): number {
  if (revision !== unknownRevision) return revision;
  return due[name]?.dueAt === dueAt ? due[name].revision : unknownRevision;
}
