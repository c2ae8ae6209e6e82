import type { OrderId } from '../ids.ts';
import type { Money } from '../money.ts';
import type { PaymentMethod } from '../order/events.ts';

export type PaymentCommand =
  /** Cash on delivery is only noted; a card is then authorized by the provider. */
  | {
      readonly type: 'RequestPayment';
      readonly orderId: OrderId;
      readonly amount: Money;
      readonly method: PaymentMethod;
      readonly token: string | null;
    }
  /** After a void was requested: recorded, and the void stands (the provider gives it back). */
  | { readonly type: 'RecordAuthorization'; readonly reference: string | null }
  | { readonly type: 'RecordDecline'; readonly reason: string }
  /** Cash on delivery is captured at once. A no-op when captured or asked for already with this attempt. */
  | { readonly type: 'RequestCapture'; readonly attempt: number }
  | { readonly type: 'RecordCapture' }
  | { readonly type: 'RecordCaptureFailure'; readonly attempt: number; readonly error: string }
  /** Cash and declined payments are voided at once; a no-op when nothing was requested or it was captured. */
  | { readonly type: 'RequestVoid'; readonly attempt: number; readonly because: string }
  | { readonly type: 'RecordVoid' }
  | { readonly type: 'RecordVoidFailure'; readonly attempt: number; readonly error: string }
  /** Cash is refunded at once. */
  | { readonly type: 'RequestRefund'; readonly refundId: string; readonly amount: Money; readonly attempt: number }
  | { readonly type: 'RecordRefund'; readonly refundId: string }
  | {
      readonly type: 'RecordRefundFailure';
      readonly refundId: string;
      readonly attempt: number;
      readonly error: string;
    };
