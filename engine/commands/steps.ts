import type { Event } from '../log/event.ts';
import { derivedId } from '../log/ids.ts';
import type { Decider } from './decider.ts';
import type { CommandContext, Execution, Executor } from './executor.ts';

type Named = { readonly type: string };

/**
 * One step of a command over several streams, as data: the command takes it, and whoever finishes the command after a
 * crash takes it again, which does nothing the second time.
 */
export type Step<
  State = unknown,
  Command extends Named = Named,
  E extends Event = Event,
  Code extends string = string,
> = {
  /** Never changes once it was released: it makes the step's command id. */
  readonly name: string;
  /** Id of the thing that the whole command is about: makes the step's command id, too. */
  readonly of: string;
  readonly decider: Decider<State, Command, E, Code>;
  /** Id of the stream that the step goes to. */
  readonly id: string;
  readonly command: Command;
  /** As in a CommandContext. */
  readonly subject?: string;
  readonly orderId?: string;
};

/** In whose name a step is taken, and why. What else a CommandContext has is about the command itself. */
export type StepCause = Pick<CommandContext, 'actor' | 'correlationId' | 'causationId' | 'time'>;

/** Takes a step under its own command id: once, however often it is called and by whom. Throws as `execute` does. */
export function takeStep<State, Command extends Named, E extends Event, Code extends string>(
  executor: Executor,
  { name, of, decider, id, command, ...about }: Step<State, Command, E, Code>,
  { actor, correlationId, causationId, time }: StepCause,
): Promise<Execution<E, Code>> {
  const commandId = derivedId(of, name);
  return executor.execute(decider, id, command, { commandId, actor, correlationId, causationId, time, ...about });
}

/** Takes steps one after the other. Each is judged before the next is taken; a judge that throws ends the row. */
export async function takeSteps<Judged, Code extends string>(
  executor: Executor,
  steps: readonly Step<unknown, Named, Event, Code>[],
  cause: StepCause,
  judge: (execution: Execution<Event, Code>, step: Step<unknown, Named, Event, Code>) => Judged,
): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const step of steps) judged.push(judge(await takeStep(executor, step, cause), step));
  return judged;
}
