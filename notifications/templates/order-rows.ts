import type { OrderPayload } from '../../domain/messages/messages.ts';
import { amountText } from './amount.ts';
import type { Block } from './letter.ts';

/** The lines of an order and its total. */
export function orderRows(order: OrderPayload): Block {
  const lines = order.items.map(
    (item) => [`${item.quantity} × ${item.name}`, amountText(item.total_amt, order.currency)] as const,
  );
  return { rows: [...lines, ['Total', amountText(order.total_amount, order.currency)]] };
}
