import { stepsAfterPlacing } from '../../domain/cart/check-out-steps.ts';
import type { OrderEventOf } from '../../domain/order/events.ts';
import { stepsAfterAdding } from '../../domain/product/adding-steps.ts';
import type { ProductEvent } from '../../domain/product/events.ts';
import type { UserEvent } from '../../domain/user/events.ts';
import { stepsAfterRegistering } from '../../domain/user/registration-steps.ts';
import type { Clock } from '../../engine/tools/clock.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import type { Executor } from '../../engine/commands/executor.ts';
import { takeSteps, type Step } from '../../engine/commands/steps.ts';
import type { Reactor } from '../../engine/reactions/reactor.ts';
import type { Log } from '../log.ts';
import { hasEffect } from '../outcome.ts';

export type FinisherDeps = {
  readonly executor: Executor;
  readonly clock: Clock;
  readonly log: Log;
  /** Ids of the claim streams, as the commands that reserve the names derive them. */
  readonly emailClaimId: (email: string) => string;
  readonly skuClaimId: (sku: string) => string;
};

type Registered = Extract<UserEvent, { type: 'UserRegistered' }>;
type Added = Extract<ProductEvent, { type: 'ProductAdded' }>;
type Placed = OrderEventOf<'OrderPlaced'>;

const idIn = (stream: string) => stream.slice(stream.indexOf('-') + 1);

/**
 * Take to their end the commands over several streams whose process died between two of them, by the steps that the
 * command itself takes: one that was taken is not taken again.
 */
export function finishers(deps: FinisherDeps): readonly Reactor[] {
  return [registrationFinisher(deps), productFinisher(deps), checkoutFinisher(deps)];
}

/** A registered user's e-mail belongs to them for good. */
function registrationFinisher(deps: FinisherDeps): Reactor<Registered> {
  return {
    name: 'registration-finisher',
    handles: ['UserRegistered'],
    key: (event) => event.stream,
    async handle(event) {
      const { email } = event.data;
      // Erased since: nobody's name is left to confirm.
      if (email === null) return;
      const userId = idIn(event.stream);
      await finish(deps, event, stepsAfterRegistering(userId, deps.emailClaimId(email)), { userId });
    },
  };
}

/** An added product has its sku for good, and its first stock. */
function productFinisher(deps: FinisherDeps): Reactor<Added> {
  return {
    name: 'product-finisher',
    handles: ['ProductAdded'],
    key: (event) => event.stream,
    async handle(event) {
      const { sku, initialStock } = event.data;
      const productId = idIn(event.stream);
      await finish(deps, event, stepsAfterAdding(productId, deps.skuClaimId(sku), initialStock), { productId });
    },
  };
}

/** A cart that became an order is empty. */
function checkoutFinisher(deps: FinisherDeps): Reactor<Placed> {
  return {
    name: 'checkout-finisher',
    handles: ['OrderPlaced'],
    key: (event) => (event.data.cartRevision === null ? null : event.stream),
    async handle(event) {
      const orderId = idIn(event.stream);
      const { customerId, lines } = event.data;
      await finish(deps, event, stepsAfterPlacing(orderId, customerId, lines), { orderId });
    },
  };
}

/** The steps are taken in the name of whoever began the command. `made`: what it made, for the log. */
async function finish(
  { executor, clock, log }: FinisherDeps,
  { actor, correlationId, id: causationId }: Recorded<Event>,
  steps: readonly Step[],
  made: Readonly<Record<string, string>>,
): Promise<void> {
  await takeSteps(executor, steps, { actor, correlationId, causationId, time: clock() }, (execution, { command }) =>
    hasEffect(execution, log, { command: command.type, ...made }),
  );
}
