import type { UserId } from '../ids.ts';
import type { Money } from '../money.ts';
import type { Address } from '../user/events.ts';
import type { By, CancellationReason, Charge, OrderLine, PaymentMethod, ReturnedLine } from './events.ts';

export type OrderStatus = 'placed' | 'confirmed' | 'shipped' | 'delivered' | 'completed' | 'cancelled';
export type PaymentStatus =
  'pending' | 'authorized' | 'paid' | 'declined' | 'voided' | 'partially_refunded' | 'refunded';
export type FulfilmentStatus = 'unfulfilled' | 'shipped' | 'delivered' | 'returned';

/** An order as its own stream tells it: the whole truth, nothing looked up. */
export type Order = {
  readonly orderNumber: string;
  readonly customerId: UserId;
  readonly buyer: { readonly email: string; readonly fullName: string } | null;
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly fulfilmentStatus: FulfilmentStatus;
  readonly stockReserved: boolean;
  readonly lines: readonly OrderLine[];
  readonly subtotal: Money;
  readonly discount: Money;
  readonly charges: readonly Charge[];
  readonly total: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly returns: readonly {
    readonly id: string;
    readonly lines: readonly ReturnedLine[];
    readonly reason: string | null;
  }[];
  readonly refunds: readonly { readonly id: string; readonly amount: Money; readonly reason: string | null }[];
  readonly paymentMethod: PaymentMethod;
  readonly paymentToken: string | null;
  readonly shippingAddress: Address | null;
  readonly trackingNumber: string | null;
  readonly cancellation: { readonly reason: CancellationReason; readonly note: string | null; readonly by: By } | null;
  readonly confirmedAt: string | null;
};

/** Null before the order was placed. */
export type OrderState = Order | null;
