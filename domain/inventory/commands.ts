import type { OrderId } from '../ids.ts';

export type InventoryCommand =
  | {
      readonly type: 'ReceiveStock';
      readonly quantity: number;
      readonly warehouse: string;
      readonly reference: string | null;
    }
  /** Warehouse undefined: `main`. Never below what is reserved there. */
  | { readonly type: 'AdjustStock'; readonly delta: number; readonly reason: string; readonly warehouse: string }
  /** Accepted always: what cannot be reserved is recorded as refused. A second one for an order with an open reservation does nothing. */
  | { readonly type: 'ReserveStock'; readonly orderId: OrderId; readonly quantity: number }
  | { readonly type: 'ReleaseStock'; readonly orderId: OrderId }
  | { readonly type: 'DeductStock'; readonly orderId: OrderId }
  | { readonly type: 'ReturnStock'; readonly orderId: OrderId; readonly returnId: string; readonly quantity: number };
