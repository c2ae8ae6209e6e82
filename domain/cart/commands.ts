import type { OrderId, ProductId } from '../ids.ts';

export type CartCommand =
  | {
      readonly type: 'AddCartItem';
      readonly productId: ProductId;
      readonly quantity: number;
      readonly currency: string;
    }
  | {
      readonly type: 'SetCartItemQuantity';
      readonly productId: ProductId;
      readonly quantity: number;
      readonly currency: string;
    }
  | { readonly type: 'RemoveCartItem'; readonly productId: ProductId }
  | { readonly type: 'ClearCart' }
  /** Empties the cart for an order made of it. A no-op when the cart has moved past `cartRevision`'s check-out already. */
  | { readonly type: 'CheckOutCart'; readonly orderId: OrderId };
