import type { OrderEventOf } from '../../domain/order/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { dayOf } from '../stream-id.ts';

/** What was sold on a UTC day in one currency, in its minor unit. An order counts on the day it was confirmed. */
type DaySalesDocument = {
  readonly day: string;
  readonly currency: string;
  readonly orders: number;
  readonly gross: number;
  readonly refunded: number;
};

type SalesEvent = OrderEventOf<'OrderConfirmed'> | OrderEventOf<'OrderCancelled'> | OrderEventOf<'RefundIssued'>;

function amountOf(event: Recorded<SalesEvent>) {
  return event.type === 'RefundIssued' ? event.data.amount : event.data.total;
}

/** Nothing for an order that was never confirmed. */
function keys(event: Recorded<SalesEvent>): readonly string[] {
  const { confirmedAt } = event.data;
  return confirmedAt === null ? [] : [`${dayOf(confirmedAt)}/${amountOf(event).currency}`];
}

function evolve(before: DaySalesDocument | null, event: Recorded<SalesEvent>, key: string): DaySalesDocument | null {
  const [day = '', currency = ''] = key.split('/');
  const sales = before ?? { day, currency, orders: 0, gross: 0, refunded: 0 };
  const { amount } = amountOf(event);
  switch (event.type) {
    case 'OrderConfirmed':
      return { ...sales, orders: sales.orders + 1, gross: sales.gross + amount };
    case 'OrderCancelled':
      return sales.orders <= 1 ? null : { ...sales, orders: sales.orders - 1, gross: sales.gross - amount };
    default:
      return { ...sales, refunded: sales.refunded + amount };
  }
}

/** Sales a day; a cancelled order counts not at all. */
export const salesByDay = projection<DaySalesDocument, SalesEvent>({
  name: 'sales-by-day',
  version: 1,
  handles: ['OrderConfirmed', 'OrderCancelled', 'RefundIssued'],
  keys,
  evolve,
  indexes: [{ fields: ['currency', 'day'] }],
});
