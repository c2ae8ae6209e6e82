import { cancelOrderOfErased, recordKeyDestroyed, releaseEmail } from '../../domain/user/erasure-steps.ts';
import { userDecider } from '../../domain/user/user.ts';
import type { Clock } from '../../engine/tools/clock.ts';
import type { Actor } from '../../engine/log/event.ts';
import type { Execution, Executor } from '../../engine/commands/executor.ts';
import { takeStep, type Step } from '../../engine/commands/steps.ts';
import { BoundedMap } from '../../engine/tools/bounded-map.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import type { Lookup } from '../../engine/commands/lookup.ts';
import type { Mailer } from '../../engine/outside/mailer.ts';
import type { Position } from '../../engine/log/position.ts';
import type { Log } from '../log.ts';
import { hasEffect } from '../outcome.ts';
import type { PersonalTraces } from './personal-traces.ts';

export type ErasureDeps = {
  readonly executor: Executor;
  readonly mailer: Mailer;
  readonly lookup: Lookup;
  readonly traces: PersonalTraces;
  readonly emailClaimId: (email: string) => string;
  readonly clock: Clock;
  readonly log: Log;
};

/** Who asked for the erasure, and in which conversation. */
export type ErasureCause = {
  readonly userId: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string;
};

/**
 * What follows when a person was erased in the log. Every step may be repeated, and the order matters: the e-mail must
 * be known to free it, so that comes before the key goes; what is sealed cannot be read after that, so that everything
 * readable is older than `UserKeyDestroyed`, the event at which views forget.
 */
export class Erasure {
  private readonly running = new Map<string, Promise<Position>>();
  /** What a request finished, its finisher hears of next. */
  private readonly finished = new BoundedMap<string, Position>(1_000);

  constructor(private readonly deps: ErasureDeps) {}

  /** Answers the position from which on all views show nothing. Throws when a step must be tried again. */
  finish(cause: ErasureCause): Promise<Position> {
    const { userId } = cause;
    const running = this.running.get(userId) ?? this.steps(cause).finally(() => this.running.delete(userId));
    this.running.set(userId, running);
    return running;
  }

  private async steps(cause: ErasureCause): Promise<Position> {
    const { traces } = this.deps;
    const { userId } = cause;
    const done = this.finished.get(userId);
    if (done !== undefined) return done;
    const step = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      const result = await work();
      failpoint('erasure:between-steps');
      return result;
    };
    const failures: unknown[] = [];
    // What waits for a view that is behind must not keep the rest from being done.
    const attempt = (work: () => Promise<void>) => step(work).catch((error: unknown) => void failures.push(error));
    await step(() => traces.endAccess(userId));
    await attempt(() => this.cancelOpenOrders(cause));
    await step(() => this.freeEmail(cause));
    await step(() => traces.destroyKey(userId));
    const position = await step(() => this.recordKeyDestroyed(cause));
    await attempt(() => traces.forgetAnswers(userId));
    await attempt(() => this.withdrawMails(userId));
    await attempt(() => traces.forgetCopies(userId));
    await attempt(() => traces.truncateLogs());
    await attempt(() => traces.clearViews(userId, position));
    if (failures.length > 0) throw failures[0];
    this.finished.set(userId, position);
    return position;
  }

  /** The rule was checked before; an order that was placed in the same instant is left. */
  private async cancelOpenOrders(cause: ErasureCause): Promise<void> {
    const { lookup } = this.deps;
    for (const orderId of await lookup.members('open-orders', cause.userId)) {
      await cancelForErased(this.deps, orderId, cause);
    }
  }

  /** With the key the e-mail is gone too: then this was done before. */
  private async freeEmail(cause: ErasureCause): Promise<void> {
    const { executor, emailClaimId } = this.deps;
    const { userId } = cause;
    const email = (await executor.loadAt(userDecider, userId, { revision: 0 }))?.state?.email ?? null;
    if (email === null) return;
    await take(this.deps, releaseEmail(userId, emailClaimId(email)), cause, { userId });
  }

  private async recordKeyDestroyed(cause: ErasureCause): Promise<Position> {
    const { userId } = cause;
    const execution = await take(this.deps, recordKeyDestroyed(userId), cause, { userId });
    if (execution.outcome !== 'accepted') throw new Error(`${userId} is not erased`);
    return execution.position;
  }

  /** One that is on its way to the mailer is withdrawn by who sends it; what waits in the queues cannot be read. */
  private async withdrawMails(userId: string): Promise<void> {
    const { lookup, mailer } = this.deps;
    for (const mailId of await lookup.members('mails', userId)) await mailer.withdraw(mailId);
  }
}

/** Nobody waits for the order any more, and nobody could be asked where it should go. */
export async function cancelForErased(deps: StepDeps, orderId: string, cause: ErasureCause): Promise<void> {
  await take(deps, cancelOrderOfErased(cause.userId, orderId, cause.actor), cause, { orderId });
}

type StepDeps = Pick<ErasureDeps, 'executor' | 'clock' | 'log'>;

/** Takes a step in the name of whoever asked for the erasure. `about`: what it is about, for the log. */
async function take(
  { executor, clock, log }: StepDeps,
  step: Step,
  cause: ErasureCause,
  about: Readonly<Record<string, string>>,
): Promise<Execution> {
  const execution = await takeStep(executor, step, { ...cause, time: clock() });
  hasEffect(execution, log, { command: step.command.type, ...about });
  return execution;
}
