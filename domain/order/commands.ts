import type { UserId } from '../ids.ts';
import type { Money } from '../money.ts';
import type { Address } from '../user/events.ts';
import type { By, CancellationReason, Charge, PaymentMethod, ReturnedLine } from './events.ts';

/** A line as asked for, with the product as it was read for it; the decider sums, checks and prices. */
export type RequestedLine = {
  readonly productId: string;
  readonly quantity: number;
  readonly product: {
    readonly sku: string;
    readonly name: string;
    readonly vendorId: UserId;
    readonly price: Money;
    readonly discontinued: boolean;
  };
};

export type OrderCommand =
  | {
      readonly type: 'PlaceOrder';
      readonly orderNumber: string;
      readonly customerId: UserId;
      readonly buyer: { readonly email: string; readonly fullName: string };
      readonly lines: readonly RequestedLine[];
      readonly charges: readonly Charge[];
      readonly paymentMethod: PaymentMethod;
      readonly paymentToken: string | null;
      readonly shippingAddress: Address;
      readonly expectedTotal: Money | null;
      readonly cartRevision: number | null;
    }
  | { readonly type: 'RecordStockReserved' }
  | { readonly type: 'RecordPaymentAuthorized' }
  | { readonly type: 'RecordPaymentDeclined'; readonly reason: string }
  | { readonly type: 'RecordPaymentCaptured'; readonly amount: Money }
  | { readonly type: 'ConfirmOrder'; readonly at: string }
  | { readonly type: 'ShipOrder'; readonly trackingNumber: string | null }
  | { readonly type: 'DeliverOrder' }
  | { readonly type: 'CompleteOrder' }
  | { readonly type: 'CancelOrder'; readonly reason: CancellationReason; readonly note: string | null; readonly by: By }
  | {
      readonly type: 'ReturnItems';
      readonly returnId: string;
      readonly lines: readonly ReturnedLine[];
      readonly reason: string;
    }
  | { readonly type: 'IssueRefund'; readonly refundId: string; readonly amount: Money | null; readonly reason: string };

export type PlaceOrder = Extract<OrderCommand, { type: 'PlaceOrder' }>;
