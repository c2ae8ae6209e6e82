import type { CartEvent } from '../../domain/cart/events.ts';
import type { UserEvent } from '../../domain/user/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { idIn } from '../stream-id.ts';

/** What somebody means to buy. Prices, names and stock are those of the products when it is read. */
export type CartDocument = {
  readonly userId: string;
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
  readonly revision: number;
};

type Items = CartDocument['items'];
type EventOfCarts = CartEvent | Extract<UserEvent, { type: 'UserErased' }>;

function withQuantity(items: Items, productId: string, quantity: number): Items {
  if (quantity === 0) return items.filter((item) => item.productId !== productId);
  if (!items.some((item) => item.productId === productId)) return [...items, { productId, quantity }];
  return items.map((item) => (item.productId === productId ? { productId, quantity } : item));
}

function itemsAfter(items: Items, event: Recorded<CartEvent>): Items {
  switch (event.type) {
    case 'CartItemAdded': {
      const before = items.find((item) => item.productId === event.data.productId)?.quantity ?? 0;
      return withQuantity(items, event.data.productId, before + event.data.quantity);
    }
    case 'CartItemQuantitySet':
      return withQuantity(items, event.data.productId, event.data.quantity);
    case 'CartItemRemoved':
      return withQuantity(items, event.data.productId, 0);
    default:
      return [];
  }
}

/** One cart a customer; it goes with them when they are erased. */
export const carts = projection<CartDocument, EventOfCarts>({
  name: 'carts',
  version: 1,
  handles: ['CartItemAdded', 'CartItemQuantitySet', 'CartItemRemoved', 'CartCleared', 'CartCheckedOut', 'UserErased'],
  keys: (event) => [idIn(event.stream)],
  evolve: (cart, event, userId) =>
    event.type === 'UserErased'
      ? null
      : { userId, items: itemsAfter(cart?.items ?? [], event), revision: event.revision },
  indexes: [],
});
