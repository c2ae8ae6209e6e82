import type { Event } from '../event.ts';
import type { OrderId } from '../ids.ts';
import type { Money } from '../money.ts';
import type { PaymentMethod } from '../order/events.ts';

/** The payment of one order; its stream is `payment-<orderId>` and its id at the provider is the order's id. */
export type PaymentEvent =
  | Event<
      'PaymentRequested',
      { orderId: OrderId; amount: Money; method: PaymentMethod; /** Secret. */ token: string | null }
    >
  | Event<'PaymentAuthorized', { orderId: OrderId; reference: string | null }>
  | Event<'PaymentDeclined', { orderId: OrderId; reason: string }>
  | Event<'PaymentCaptureRequested', { orderId: OrderId; attempt: number }>
  | Event<'PaymentCaptured', { orderId: OrderId; amount: Money }>
  | Event<'PaymentCaptureFailed', { orderId: OrderId; attempt: number; error: string }>
  /** No answer in time, or the order was cancelled: whatever comes of the authorization is given back. */
  | Event<'PaymentVoidRequested', { orderId: OrderId; attempt: number; because: string }>
  | Event<'PaymentVoided', { orderId: OrderId }>
  | Event<'PaymentVoidFailed', { orderId: OrderId; attempt: number; error: string }>
  | Event<'PaymentRefundRequested', { orderId: OrderId; refundId: string; amount: Money; attempt: number }>
  | Event<'PaymentRefunded', { orderId: OrderId; refundId: string; amount: Money }>
  | Event<'PaymentRefundFailed', { orderId: OrderId; refundId: string; attempt: number; error: string }>;
