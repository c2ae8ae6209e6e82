import { accept, invalid, reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { OrderCommand } from './commands.ts';
import type { OrderEvent, ReturnedLine } from './events.ts';
import type { Order } from './state.ts';
import { illegalTransition } from './refusals.ts';

/** Things come back after their delivery, and no more of them than were bought and are not back yet. */
export function returnItems(
  { returnId, lines, reason }: Extract<OrderCommand, { type: 'ReturnItems' }>,
  order: Order,
): Decision<OrderEvent> {
  if (order.returns.some((each) => each.id === returnId)) return accept();
  if (order.status !== 'delivered' && order.status !== 'completed') return illegalTransition(order);
  const wanted = summed(lines);
  if (wanted.length === 0 || wanted.some(({ quantity }) => !Number.isInteger(quantity) || quantity < 1)) {
    return invalid('lines', 'a return has things in it');
  }
  const tooMany = wanted.find(({ productId, quantity }) => quantity > returnable(order, productId));
  if (tooMany !== undefined) {
    const { productId } = tooMany;
    return reject('return-too-large', { productId, returnable: returnable(order, productId) });
  }
  return accept({ type: 'OrderReturned', data: { returnId, lines: wanted, reason } });
}

function returnable(order: Order, productId: string): number {
  const quantityIn = (lines: readonly ReturnedLine[]) =>
    lines.filter((line) => line.productId === productId).reduce((sum, line) => sum + line.quantity, 0);
  return quantityIn(order.lines) - quantityIn(order.returns.flatMap((each) => each.lines));
}

function summed(lines: readonly ReturnedLine[]): readonly ReturnedLine[] {
  const byProduct = new Map<string, number>();
  for (const { productId, quantity } of lines) byProduct.set(productId, (byProduct.get(productId) ?? 0) + quantity);
  return [...byProduct].map(([productId, quantity]) => ({ productId, quantity }));
}
