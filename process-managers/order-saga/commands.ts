import type { CancellationReason, PaymentMethod } from '../../domain/order/events.ts';
import type { Money } from '../../domain/money.ts';
import type { OrderProcess } from './process.ts';

type Command<Type extends string, Data> = { readonly type: Type; readonly data: Data };

/** What the saga sends; recorded, so without tokens and personal data. The order is the process's own. */
export type OrderSagaCommand =
  | Command<'ReserveStock', { productId: string; quantity: number }>
  | Command<'ReleaseStock', { productId: string }>
  | Command<'DeductStock', { productId: string }>
  | Command<'ReturnStock', { productId: string; returnId: string; quantity: number }>
  | Command<'RequestPayment', { amount: Money; method: PaymentMethod }>
  | Command<'RequestCapture', { attempt: number }>
  | Command<'RequestVoid', { attempt: number; because: string }>
  | Command<'RequestRefund', { refundId: string; amount: Money; attempt: number }>
  | Command<'RecordStockReserved', Record<string, never>>
  | Command<'RecordPaymentAuthorized', Record<string, never>>
  | Command<'RecordPaymentDeclined', { reason: string }>
  | Command<'RecordPaymentCaptured', { amount: Money }>
  | Command<'ConfirmOrder', Record<string, never>>
  | Command<'CancelOrder', { reason: CancellationReason }>;

export const reserveStock = (productId: string, quantity: number): OrderSagaCommand => ({
  type: 'ReserveStock',
  data: { productId, quantity },
});
export const releaseStock = (productId: string): OrderSagaCommand => ({ type: 'ReleaseStock', data: { productId } });
export const deductStock = (productId: string): OrderSagaCommand => ({ type: 'DeductStock', data: { productId } });
export const returnStock = (productId: string, returnId: string, quantity: number): OrderSagaCommand => ({
  type: 'ReturnStock',
  data: { productId, returnId, quantity },
});
export const requestPayment = (amount: Money, method: PaymentMethod): OrderSagaCommand => ({
  type: 'RequestPayment',
  data: { amount, method },
});
export const requestCapture = (attempt: number): OrderSagaCommand => ({ type: 'RequestCapture', data: { attempt } });
export const requestVoid = (attempt: number, because: string): OrderSagaCommand => ({
  type: 'RequestVoid',
  data: { attempt, because },
});
export const requestRefund = (refundId: string, amount: Money, attempt: number): OrderSagaCommand => ({
  type: 'RequestRefund',
  data: { refundId, amount, attempt },
});
export const recordStockReserved: OrderSagaCommand = { type: 'RecordStockReserved', data: {} };
export const recordPaymentAuthorized: OrderSagaCommand = { type: 'RecordPaymentAuthorized', data: {} };
export const recordPaymentDeclined = (reason: string): OrderSagaCommand => ({
  type: 'RecordPaymentDeclined',
  data: { reason },
});
export const recordPaymentCaptured = (amount: Money): OrderSagaCommand => ({
  type: 'RecordPaymentCaptured',
  data: { amount },
});
export const confirmOrder: OrderSagaCommand = { type: 'ConfirmOrder', data: {} };
export const cancelOrder = (reason: CancellationReason): OrderSagaCommand => ({
  type: 'CancelOrder',
  data: { reason },
});

/** Gives back every line that is reserved, or may be: asked for and not answered yet. */
export function releaseAll(process: OrderProcess): readonly OrderSagaCommand[] {
  return process.lines
    .filter((line) => line.stock === 'reserved' || line.stock === 'asked')
    .map((line) => releaseStock(line.productId));
}
