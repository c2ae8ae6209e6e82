import type { Decider } from '../commands/decider.ts';
import type { Event, Recorded } from '../log/event.ts';
import type { Executor, Loaded } from '../commands/executor.ts';
import type { Position } from '../log/position.ts';
import { Dispatch } from './dispatch.ts';
import {
  isDecided,
  processDecider,
  type InputRecord,
  type Kept,
  type ProcessRecord,
  type RecordInput,
} from './process-decider.ts';
import { ProcessIds } from './process-ids.ts';
import type { CommandSender, ProcessCommand, ProcessInput, ProcessManager } from './process-manager.ts';
import { ReactorRuntime, type ReactorServices, type ReactorStatus } from './reactor-runtime.ts';
import type { Reactor } from './reactor.ts';
import { TimeoutTurns } from './timeout-turns.ts';
import { Timeouts, type PendingTimeout } from './timeouts.ts';

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
  private readonly dispatch: Dispatch<State, Command>;
  private readonly ids: ProcessIds;
  private log = '';

  constructor(private readonly parts: ProcessManagerParts<State, E, Command>) {
    const { manager, services, send } = parts;
    const { feed, keyValue, clock } = services;
    const { name, handles } = manager;
    this.decider = processDecider(manager);
    const reactor: Reactor<E> = {
      name,
      handles,
      key: (event) => manager.key(event),
      handle: (event) => this.hearEvent(event),
    };
    this.reactor = new ReactorRuntime(reactor as object as Reactor, services);
    this.ids = new ProcessIds(name);
    this.timeouts = new Timeouts(name, keyValue, clock, (due) => void turns.lineUp(due));
    this.dispatch = new Dispatch(this.ids, send, this.timeouts, clock);
    const turns = new TimeoutTurns<Kept<State, Command>>({
      ids: this.ids,
      feed,
      reactor: this.reactor,
      load: (key) => this.load(key),
      isKnownAsSent: (key, kept) => this.dispatch.isKnownAsSent(key, kept),
      decide: (due, kept) => this.hearTimeout(due, kept),
    });
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

  private async hearTimeout(due: PendingTimeout, { last }: Kept<State, Command>): Promise<void> {
    const { key, name, dueAt, correlationId } = due;
    const id = this.ids.ofTimeout(due);
    const record: InputRecord = { id, type: `timeout:${name}`, position: null, log: this.log };
    const input: ProcessInput<E> = { kind: 'timeout', name, dueAt };
    const causationId = last === null ? id : this.ids.ofRecord(last.input.id);
    await this.hear({ key, input, record, correlationId, causationId }, due);
  }

  private async hear(heard: Heard<E>, due: PendingTimeout | null): Promise<void> {
    const { key, record, correlationId } = heard;
    const loaded = await this.load(key);
    const kept = loaded.state;
    if (isDecided(kept, record)) {
      if (kept.last?.input.id === record.id) await this.dispatch.carryOut(key, kept.last, correlationId);
    } else {
      await this.dispatch.finishTimeout(key, kept);
      const made = await this.record(heard, loaded);
      if (made !== null) await this.dispatch.carryOut(key, made, correlationId);
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
    return execution.events[0]?.data ?? null;
  }

  private load(key: string): Promise<Loaded<Kept<State, Command>>> {
    return this.parts.executor.load(this.decider, key);
  }
}
