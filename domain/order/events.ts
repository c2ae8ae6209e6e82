import type { Event } from '../event.ts';
import type { OrderId, ProductId, UserId } from '../ids.ts';
import type { Money } from '../money.ts';
import type { Address } from '../user/events.ts';

export type PaymentMethod = 'card' | 'cash_on_delivery';

export type OrderLine = {
  readonly productId: ProductId;
  readonly sku: string;
  readonly name: string;
  readonly vendorId: UserId;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly lineTotal: Money;
};

export type Charge = { readonly kind: 'shipping' | 'tax'; readonly name: string; readonly amount: Money };

export type CancellationReason =
  'out_of_stock' | 'payment_declined' | 'payment_timeout' | 'requested_by_customer' | 'requested_by_admin';

/** Who asked, as told in the order. */
export type By = { readonly id: string; readonly role: string };

export type ReturnedLine = { readonly productId: ProductId; readonly quantity: number };

export type OrderEvent =
  | Event<
      'OrderPlaced',
      {
        orderNumber: string;
        customerId: UserId;
        /** Personal. Who bought, as known then; for mails and messages. */
        buyer: { readonly email: string; readonly fullName: string } | null;
        lines: readonly OrderLine[];
        subtotal: Money;
        discount: Money;
        charges: readonly Charge[];
        total: Money;
        paymentMethod: PaymentMethod;
        /** Secret. Null for cash on delivery. */
        paymentToken: string | null;
        /** Personal. */
        shippingAddress: Address | null;
        /** Revision of the cart it was made of; null for a direct order. */
        cartRevision: number | null;
      }
    >
  /** All lines are reserved. */
  | Event<'OrderStockReserved', Record<string, never>>
  | Event<'OrderPaymentAuthorized', Record<string, never>>
  | Event<'OrderPaymentDeclined', { reason: string }>
  | Event<'OrderConfirmed', { confirmedAt: string; customerId: UserId; total: Money; lines: readonly OrderLine[] }>
  | Event<'OrderShipped', { trackingNumber: string | null }>
  | Event<'OrderPaymentCaptured', { amount: Money }>
  | Event<'OrderDelivered', Record<string, never>>
  | Event<'OrderCompleted', Record<string, never>>
  | Event<
      'OrderCancelled',
      {
        reason: CancellationReason;
        /** Personal: free text. */
        note: string | null;
        by: By;
        /** Null when it was never confirmed. */
        confirmedAt: string | null;
        total: Money;
        lines: readonly OrderLine[];
      }
    >
  | Event<
      'OrderReturned',
      { returnId: string; lines: readonly ReturnedLine[]; /** Personal: free text. */ reason: string | null }
    >
  | Event<
      'RefundIssued',
      { refundId: string; amount: Money; /** Personal: free text. */ reason: string | null; confirmedAt: string | null }
    >;

export type OrderEventOf<Type extends OrderEvent['type']> = Extract<OrderEvent, { type: Type }>;
export type { OrderId };
