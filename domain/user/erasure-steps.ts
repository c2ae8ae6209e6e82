import { emailClaim } from '../claim/claim.ts';
import type { OrderId, UserId } from '../ids.ts';
import type { OrderCommand } from '../order/commands.ts';
import type { By, OrderEvent } from '../order/events.ts';
import { orderDecider } from '../order/order.ts';
import type { OrderState } from '../order/order.ts';
import type { Step } from '../step.ts';
import type { UserCommand } from './commands.ts';
import type { UserEvent } from './events.ts';
import type { EmailStep } from './registration-steps.ts';
import { userDecider } from './user.ts';
import type { User } from './user.ts';

/** Nobody waits any more for the order of who was erased, and nobody could be asked where it should go. */
export function cancelOrderOfErased(
  userId: UserId,
  orderId: OrderId,
  by: By,
): Step<OrderState, OrderCommand, OrderEvent> {
  const command = { type: 'CancelOrder', reason: 'requested_by_customer', note: null, by } as const;
  const to = { decider: orderDecider, id: orderId };
  return { name: 'cancel-for-erased', of: orderId, ...to, command, subject: userId, orderId };
}

/** The e-mail of who was erased is free. */
export function releaseEmail(userId: UserId, claimId: string): EmailStep {
  const command = { type: 'Release', owner: userId } as const;
  return { name: 'release-email', of: userId, decider: emailClaim, id: claimId, command, subject: userId };
}

/** The log says that nobody can read the person's data any more. */
export function recordKeyDestroyed(userId: UserId): Step<User | null, UserCommand, UserEvent> {
  const command = { type: 'RecordKeyDestroyed' } as const;
  return { name: 'key-destroyed', of: userId, decider: userDecider, id: userId, command, subject: userId };
}
