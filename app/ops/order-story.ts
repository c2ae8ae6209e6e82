import type { OrderView } from '../../domain/order/order-view.ts';
import { amountText } from '../../notifications/templates/amount.ts';
import type { HistoryItem, OrderHistory } from '../../query-api/orders/history.ts';
import type { Decided } from './decision-text.ts';
import { messageOfEvent } from './event-message.ts';
import { eventText } from './event-text.ts';

type ToldOrder = Pick<OrderHistory, 'items'> & { readonly order: OrderView };

/** An order's history as a text that explains itself and ends with what was found of its records. */
export function orderStory({ order, items }: ToldOrder, verdict: string): string {
  const number = new Map(items.map(({ id }, index) => [id, index + 1]));
  const names = new Map(order.lines.map(({ productId, sku }) => [productId, sku]));
  const steps = items.map((item, index) => stepText(item, index + 1, number, names));
  return `${[...heading(order, items), '', ...steps, verdict].join('\n')}\n`;
}

function heading(order: OrderView, items: readonly HistoryItem[]): string[] {
  const lines = order.lines.map(({ quantity, sku, name }) => `${quantity} × ${sku} (${name})`);
  const total = amountText(order.total.amount, order.total.currency);
  return [
    `Order ${order.orderNumber} (${order.id})`,
    `${lines.join(', ')}: ${total}, ${order.paymentMethod === 'card' ? 'by card' : 'cash on delivery'}`,
    `${order.status}, payment ${order.paymentStatus}, ${order.fulfilmentStatus}; revision ${order.revision}, ${order.updatedAt}`,
    ...whyCancelled(order, items),
  ];
}

/** The reason in the order, and what the saga said when it decided so. */
function whyCancelled({ cancellation }: OrderView, items: readonly HistoryItem[]): string[] {
  if (cancellation === undefined) return [];
  const event = items.find(({ type }) => type === 'OrderCancelled');
  const decision = items.find(({ id, type }) => id === event?.causationId && type === 'OrderProcessAdvanced');
  const because = decision === undefined ? '' : `: ${(decision.data as Partial<Decided>).because}`;
  const note = cancellation.note === undefined || cancellation.note === null ? '' : ` "${cancellation.note}"`;
  return [`Cancelled by ${cancellation.by.id} (${cancellation.by.role}), ${cancellation.reason}${because}${note}`];
}

function stepText(
  item: HistoryItem,
  step: number,
  steps: ReadonlyMap<string, number>,
  names: ReadonlyMap<string, string>,
): string {
  const cause = steps.get(item.causationId);
  const message = messageOfEvent(item.type);
  const rows = [
    eventText(item, names),
    `by ${item.actor.id} (${item.actor.role}), ${cause === undefined ? `command ${item.causationId}` : `because of ${cause}`}`,
    `event ${item.revision} of ${item.stream}, position ${item.position}, request ${item.correlationId}`,
    ...(message === null ? [] : [`message ${message} ${item.id}`]),
    ...item.changes.map(({ path, from, to }) => `${path}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`),
  ];
  return `${String(step).padStart(3)}  ${item.at}  ${item.type}\n${rows.map((row) => `       ${row}\n`).join('')}`;
}
