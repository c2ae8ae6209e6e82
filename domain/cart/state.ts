import { unreachable } from '../event.ts';
import type { OrderId, ProductId } from '../ids.ts';
import type { CartEvent } from './events.ts';

export type CartItem = { readonly productId: ProductId; readonly quantity: number; readonly currency: string };

export type Cart = {
  /** In the order in which they were first put in. */
  readonly items: readonly CartItem[];
  /** The order that the cart became last. */
  readonly lastOrderId: OrderId | null;
};

export const emptyCart: Cart = { items: [], lastOrderId: null };

export function quantityOf(cart: Cart, productId: ProductId): number {
  return cart.items.find((item) => item.productId === productId)?.quantity ?? 0;
}

export function evolve(cart: Cart, event: CartEvent): Cart {
  switch (event.type) {
    case 'CartItemAdded': {
      const { productId, quantity, currency } = event.data;
      return withItem(cart, { productId, quantity: quantityOf(cart, productId) + quantity, currency });
    }
    case 'CartItemQuantitySet':
      return withItem(cart, event.data);
    case 'CartItemRemoved':
      return { ...cart, items: cart.items.filter((item) => item.productId !== event.data.productId) };
    case 'CartCleared':
      return { ...cart, items: [] };
    case 'CartCheckedOut':
      return { items: [], lastOrderId: event.data.orderId };
    default:
      return unreachable(event, cart);
  }
}

function withItem(cart: Cart, item: CartItem): Cart {
  const known = cart.items.some((each) => each.productId === item.productId);
  const items = known
    ? cart.items.map((each) => (each.productId === item.productId ? item : each))
    : [...cart.items, item];
  return { ...cart, items };
}
