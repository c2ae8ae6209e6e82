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
  /**
   * Empties the cart for an order that was made of it; what was put in after `lines` were ordered stays. Nothing happens
   * when that order emptied it already.
   */
  | {
      readonly type: 'CheckOutCart';
      readonly orderId: OrderId;
      readonly lines?: readonly { readonly productId: ProductId; readonly quantity: number }[];
    };
