import { accept, invalid, reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { money } from '../money.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent } from './events.ts';
import type { Order } from './state.ts';

/** Never more is given back than was taken and is not given back yet; without an amount, all of that. */
export function issueRefund(
  { refundId, amount, reason }: Extract<OrderCommand, { type: 'IssueRefund' }>,
  order: Order,
): Decision<OrderEvent> {
  if (order.refunds.some((each) => each.id === refundId)) return accept();
  const { currency } = order.total;
  if (amount !== null && amount.currency !== currency) return invalid('amount.currency', `the order is in ${currency}`);
  if (amount !== null && (!Number.isInteger(amount.amount) || amount.amount < 1)) {
    return invalid('amount.amount', 'a refund is of at least 1');
  }
  const left = money(order.captured.amount - order.refunded.amount, currency);
  const refund = amount ?? left;
  if (left.amount === 0 || refund.amount > left.amount) return reject('refund-too-large', { left });
  return accept({
    type: 'RefundIssued',
    data: { refundId, amount: refund, reason, confirmedAt: order.confirmedAt },
  });
}
