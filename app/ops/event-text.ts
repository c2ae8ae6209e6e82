import type { Event } from '../../domain/event.ts';
import type { Allocation, InventoryEvent } from '../../domain/inventory/events.ts';
import type { Money } from '../../domain/money.ts';
import type { NotificationEvent } from '../../domain/notification/events.ts';
import type { OrderEvent } from '../../domain/order/events.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import { amountText } from '../../notifications/templates/amount.ts';
import type { HistoryItem } from '../../query-api/orders/history.ts';
import { decisionText } from './decision-text.ts';
import type { Decided } from './decision-text.ts';

type ToldEvent =
  | OrderEvent
  | InventoryEvent
  | PaymentEvent
  | NotificationEvent
  | Event<'CartCheckedOut', object>
  | Event<'OrderProcessAdvanced', Decided>;

/** What an event says, in a sentence; `names` calls products by their sku. */
export function eventText({ type, stream, data }: HistoryItem, names: ReadonlyMap<string, string>): string {
  const productId = stream.slice(stream.indexOf('-') + 1);
  try {
    return sentence({ type, data } as unknown as ToldEvent, names.get(productId) ?? productId, names);
  } catch {
    return 'What it said can no longer be read.';
  }
}

function sentence(event: ToldEvent, product: string, names: ReadonlyMap<string, string>): string {
  switch (event.type) {
    case 'OrderPlaced':
      return `Placed for ${price(event.data.total)}: ${event.data.lines.map(({ quantity, sku }) => `${quantity} × ${sku}`).join(', ')}.`;
    case 'OrderStockReserved':
      return 'The stock for all of it is reserved.';
    case 'OrderPaymentAuthorized':
      return 'The card is authorized.';
    case 'OrderPaymentDeclined':
      return `The card was declined: ${event.data.reason}.`;
    case 'OrderConfirmed':
      return 'Confirmed: the shop will deliver.';
    case 'OrderShipped':
      return event.data.trackingNumber === null ? 'Shipped.' : `Shipped as ${event.data.trackingNumber}.`;
    case 'OrderPaymentCaptured':
      return `Paid: ${price(event.data.amount)}.`;
    case 'OrderDelivered':
      return 'Delivered.';
    case 'OrderCompleted':
      return 'Completed.';
    case 'OrderCancelled':
      return `Cancelled: ${event.data.reason}${event.data.note === null ? '' : `, "${event.data.note}"`}.`;
    case 'OrderReturned':
      return `Returned${quoted(event.data.reason)}: ${event.data.lines.map((line) => `${line.quantity} × ${names.get(line.productId) ?? line.productId}`).join(', ')}.`;
    case 'RefundIssued':
      return `A refund of ${price(event.data.amount)} was granted${quoted(event.data.reason)}.`;
    case 'CartCheckedOut':
      return 'The cart it was made of was emptied.';
    case 'OrderProcessAdvanced':
      return decisionText(event.data, names);
    case 'NotificationRequested':
      return `${event.data.channel} ${event.data.template} to ${event.data.to ?? '(erased)'}: ${event.data.subject ?? '(erased)'}`;
    case 'MailSent':
      return `Sent at attempt ${event.data.attempt}.`;
    case 'MailFailed':
      return `Attempt ${event.data.attempt} failed${event.data.final ? ' for good' : ''}: ${event.data.error}`;
    default:
      return event.type.startsWith('Payment')
        ? paymentSentence(event as PaymentEvent)
        : stockSentence(event as InventoryEvent, product);
  }
}

function paymentSentence(event: PaymentEvent): string {
  switch (event.type) {
    case 'PaymentRequested':
      return `${price(event.data.amount)} asked for, ${event.data.method === 'card' ? 'from the card' : 'in cash on delivery'}.`;
    case 'PaymentAuthorized':
      return `The provider authorized it${event.data.reference === null ? '' : ` as ${event.data.reference}`}.`;
    case 'PaymentDeclined':
      return `The provider declined it: ${event.data.reason}.`;
    case 'PaymentCaptureRequested':
      return `Capture asked for, attempt ${event.data.attempt}.`;
    case 'PaymentCaptured':
      return `${price(event.data.amount)} captured.`;
    case 'PaymentCaptureFailed':
    case 'PaymentVoidFailed':
    case 'PaymentRefundFailed':
      return `Attempt ${event.data.attempt} failed: ${event.data.error}`;
    case 'PaymentVoidRequested':
      return `To be given back, attempt ${event.data.attempt}: ${event.data.because}`;
    case 'PaymentVoided':
      return 'The authorization was given back.';
    case 'PaymentRefundRequested':
      return `A refund of ${price(event.data.amount)} asked for, attempt ${event.data.attempt}.`;
    case 'PaymentRefunded':
      return `${price(event.data.amount)} refunded.`;
  }
}

function stockSentence(event: InventoryEvent, product: string): string {
  switch (event.type) {
    case 'StockReserved':
      return `${event.data.quantity} × ${product} reserved: ${warehouses(event.data.allocations)}.`;
    case 'StockReservationRefused':
      return `${event.data.quantity} × ${product} wanted, ${event.data.available} available: refused.`;
    case 'StockReleased':
      return `${event.data.quantity} × ${product} released: ${warehouses(event.data.allocations)}.`;
    case 'StockDeducted':
      return `${event.data.quantity} × ${product} left: ${warehouses(event.data.allocations)}.`;
    case 'StockReturned':
      return `${event.data.quantity} × ${product} came back to ${event.data.warehouse}.`;
    case 'StockReceived':
      return `${event.data.quantity} × ${product} received in ${event.data.warehouse}.`;
    case 'StockAdjusted':
      return `${product} adjusted by ${event.data.delta} in ${event.data.warehouse}: ${event.data.reason}.`;
  }
}

function warehouses(allocations: readonly Allocation[]): string {
  return allocations.map(({ warehouse, quantity }) => `${quantity} in ${warehouse}`).join(', ');
}

function price({ amount, currency }: Money): string {
  return amountText(amount, currency);
}

function quoted(text: string | null): string {
  return text === null ? '' : ` ("${text}")`;
}
