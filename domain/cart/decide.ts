import { accept, invalid, reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { unreachable } from '../event.ts';
import { maxLines, maxQuantity } from '../order/place.ts';
import { quantityOf } from './state.ts';
import type { Cart, CartItem } from './state.ts';
import type { CartCommand } from './commands.ts';
import type { CartEvent } from './events.ts';

/** A cart holds what an order may hold: one currency, at most 100 lines, at most 999 of each. */
export function decide(command: CartCommand, cart: Cart): Decision<CartEvent> {
  switch (command.type) {
    case 'AddCartItem': {
      const { productId, quantity, currency } = command;
      const wanted = { productId, quantity: quantityOf(cart, productId) + quantity, currency };
      if (quantity < 1) return invalid('quantity', 'at least 1 is added');
      return whatIsWrong(cart, wanted) ?? accept({ type: 'CartItemAdded', data: { productId, quantity, currency } });
    }
    case 'SetCartItemQuantity':
      return setQuantity(command, cart);
    case 'RemoveCartItem': {
      const { productId } = command;
      if (quantityOf(cart, productId) === 0) return reject('not-found');
      return accept({ type: 'CartItemRemoved', data: { productId } });
    }
    case 'ClearCart':
      return cart.items.length === 0 ? accept() : accept({ type: 'CartCleared', data: {} });
    case 'CheckOutCart':
      return checkOut(command, cart);
    default:
      return unreachable(command, accept());
  }
}

function checkOut({ orderId, lines }: Extract<CartCommand, { type: 'CheckOutCart' }>, cart: Cart): Decision<CartEvent> {
  if (cart.lastOrderId === orderId || cart.items.length === 0) return accept();
  const left = cart.items.flatMap(({ productId, quantity, currency }): CartEvent[] => {
    const ordered = (lines ?? cart.items).find((line) => line.productId === productId)?.quantity ?? 0;
    if (quantity <= ordered) return [];
    return [{ type: 'CartItemAdded', data: { productId, quantity: quantity - ordered, currency } }];
  });
  return accept<CartEvent>({ type: 'CartCheckedOut', data: { orderId } }, ...left);
}

function setQuantity(
  { productId, quantity, currency }: Extract<CartCommand, { type: 'SetCartItemQuantity' }>,
  cart: Cart,
): Decision<CartEvent> {
  const known = cart.items.find((item) => item.productId === productId);
  if (quantity === 0) {
    return known === undefined ? accept() : accept({ type: 'CartItemRemoved', data: { productId } });
  }
  if (known?.quantity === quantity && known.currency === currency) return accept();
  const wanted = { productId, quantity, currency };
  return whatIsWrong(cart, wanted) ?? accept({ type: 'CartItemQuantitySet', data: wanted });
}

function whatIsWrong(cart: Cart, wanted: CartItem): Decision<CartEvent> | null {
  const { quantity } = wanted;
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > maxQuantity) {
    return invalid('quantity', `a line has a quantity of 1 to ${maxQuantity}`);
  }
  const others = cart.items.filter((item) => item.productId !== wanted.productId);
  if (others.length >= maxLines) return invalid('productId', `a cart has at most ${maxLines} lines`);
  const foreign = others.find((item) => item.currency !== wanted.currency);
  return foreign === undefined ? null : reject('mixed-currencies', { currencies: [foreign.currency, wanted.currency] });
}
