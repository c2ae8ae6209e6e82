import type { Event } from '../event.ts';
import type { OrderId, ProductId } from '../ids.ts';

/** One cart a customer; its stream is `cart-<userId>`. */
export type CartEvent =
  | Event<'CartItemAdded', { productId: ProductId; quantity: number; currency: string }>
  | Event<'CartItemQuantitySet', { productId: ProductId; quantity: number; currency: string }>
  | Event<'CartItemRemoved', { productId: ProductId }>
  | Event<'CartCleared', Record<string, never>>
  | Event<'CartCheckedOut', { orderId: OrderId }>;
