import type { OrderId, ProductId, UserId } from '../ids.ts';
import type { Step } from '../step.ts';
import { cartDecider } from './cart.ts';
import type { Cart } from './cart.ts';
import type { CartCommand } from './commands.ts';
import type { CartEvent } from './events.ts';

/** The lines that were ordered; of what is in the cart by now, the rest stays. */
type Ordered = readonly { readonly productId: ProductId; readonly quantity: number }[];

function checkOutCart(orderId: OrderId, customerId: UserId, lines: Ordered): Step<Cart, CartCommand, CartEvent> {
  const command = { type: 'CheckOutCart', orderId, lines } as const;
  return { name: 'check-out-cart', of: orderId, decider: cartDecider, id: customerId, command, orderId };
}

/**
 * What a checkout takes once its order is placed, which is done under the command's own id; also its finisher, after a
 * crash.
 */
export function stepsAfterPlacing(orderId: OrderId, customerId: UserId, lines: Ordered): readonly Step[] {
  return [checkOutCart(orderId, customerId, lines)];
}
