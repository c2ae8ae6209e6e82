import { cartDecider } from '../../domain/cart/cart.ts';
import { emailClaim, skuClaim } from '../../domain/claim/claim.ts';
import { inventoryDecider, mainWarehouse } from '../../domain/inventory/inventory.ts';
import type { OrderEventOf } from '../../domain/order/events.ts';
import type { ProductEvent } from '../../domain/product/events.ts';
import type { UserEvent } from '../../domain/user/events.ts';
import type { Clock } from '../../engine/tools/clock.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import type { CommandContext, Executor } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';
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
 * Take to their end the commands over several streams whose process died between two of them. Each step has the
 * command id that the command itself gives it, so a step that was taken is not taken again.
 */
export function finishers(deps: FinisherDeps): readonly Reactor[] {
  return [registrationFinisher(deps), productFinisher(deps), checkoutFinisher(deps)];
}

/** A registered user's e-mail belongs to them for good. */
export function registrationFinisher({ executor, emailClaimId, log, clock }: FinisherDeps): Reactor<Registered> {
  return {
    name: 'registration-finisher',
    handles: ['UserRegistered'],
    key: (event) => event.stream,
    async handle(event) {
      const { email } = event.data;
      // Erased since: nobody's name is left to confirm.
      if (email === null) return;
      const userId = idIn(event.stream);
      const context = { ...contextOf(event, derivedId(userId, 'confirm-email'), clock), subject: userId };
      const command = { type: 'Confirm', owner: userId } as const;
      const execution = await executor.execute(emailClaim, emailClaimId(email), command, context);
      hasEffect(execution, log, { command: 'Confirm', userId });
    },
  };
}

/** An added product has its sku for good, and its first stock. */
export function productFinisher({ executor, skuClaimId, log, clock }: FinisherDeps): Reactor<Added> {
  return {
    name: 'product-finisher',
    handles: ['ProductAdded'],
    key: (event) => event.stream,
    async handle(event) {
      const { sku, initialStock } = event.data;
      const productId = idIn(event.stream);
      const confirmed = await executor.execute(
        skuClaim,
        skuClaimId(sku),
        { type: 'Confirm', owner: productId },
        contextOf(event, derivedId(productId, 'confirm-sku'), clock),
      );
      hasEffect(confirmed, log, { command: 'Confirm', productId });
      if (initialStock === 0) return;
      const received = await executor.execute(
        inventoryDecider,
        productId,
        { type: 'ReceiveStock', quantity: initialStock, warehouse: mainWarehouse, reference: null },
        contextOf(event, derivedId(productId, 'initial-stock'), clock),
      );
      hasEffect(received, log, { command: 'ReceiveStock', productId });
    },
  };
}

/** A cart that became an order is empty. */
export function checkoutFinisher({ executor, log, clock }: FinisherDeps): Reactor<Placed> {
  return {
    name: 'checkout-finisher',
    handles: ['OrderPlaced'],
    key: (event) => (event.data.cartRevision === null ? null : event.stream),
    async handle(event) {
      const orderId = idIn(event.stream);
      const command = { type: 'CheckOutCart', orderId, lines: event.data.lines } as const;
      const context = { ...contextOf(event, derivedId(orderId, 'check-out-cart'), clock), orderId };
      const execution = await executor.execute(cartDecider, event.data.customerId, command, context);
      hasEffect(execution, log, { command: 'CheckOutCart', orderId });
    },
  };
}

/** A step is taken in the name of whoever began the command. */
function contextOf(event: Recorded<Event>, commandId: string, clock: Clock): CommandContext {
  const { actor, correlationId, id } = event;
  return { commandId, actor, correlationId, causationId: id, time: clock() };
}
