import { accept, invalid, reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { equalMoney, money, sumOf } from '../money.ts';
import type { Money } from '../money.ts';
import type { PlaceOrder, RequestedLine } from './commands.ts';
import type { OrderEvent, OrderLine } from './events.ts';
import type { OrderState } from './state.ts';

export const maxLines = 100;
export const maxQuantity = 999;

/**
 * When and at what price an order may be placed: 1 to 100 lines after the same products are summed, at most 999 of
 * each, all on sale and of one currency, at the total the customer expects. Stock is not asked: the order is placed
 * and waits for it. Placing the same order again does nothing.
 */
export function placeOrder(command: PlaceOrder, order: OrderState): Decision<OrderEvent> {
  if (order !== null) return accept();
  const requested = summed(command.lines);
  const wrong = whatIsWrong(command, requested);
  if (wrong !== null) return wrong;
  const lines = requested.map(priced);
  const currency = lines[0]!.unitPrice.currency;
  const subtotal = sumOf(
    currency,
    lines.map((line) => line.lineTotal),
  );
  const discount = money(0, currency);
  const total = totalOf(subtotal, discount, command.charges);
  if (command.expectedTotal !== null && !equalMoney(command.expectedTotal, total)) {
    return reject('price-changed', { total });
  }
  return accept({
    type: 'OrderPlaced',
    data: {
      orderNumber: command.orderNumber,
      customerId: command.customerId,
      buyer: command.buyer,
      lines,
      subtotal,
      discount,
      charges: command.charges,
      total,
      paymentMethod: command.paymentMethod,
      paymentToken: command.paymentToken,
      shippingAddress: command.shippingAddress,
      cartRevision: command.cartRevision,
    },
  });
}

function whatIsWrong(command: PlaceOrder, lines: readonly RequestedLine[]): Decision<OrderEvent> | null {
  if (lines.length === 0) return invalid('lines', 'an order has at least one line');
  if (lines.length > maxLines) return invalid('lines', `an order has at most ${maxLines} lines`);
  if (lines.some(({ quantity }) => !Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity)) {
    return invalid('lines', `a line has a quantity of 1 to ${maxQuantity}`);
  }
  if ((command.paymentMethod === 'card') !== (command.paymentToken !== null)) {
    return invalid('paymentToken', 'a card is paid with a token, cash on delivery without');
  }
  const gone = lines.filter((line) => line.product.discontinued).map((line) => line.productId);
  if (gone.length > 0) return reject('product-unavailable', { productIds: gone });
  const amounts = [...lines.map((line) => line.product.price), ...command.charges.map((charge) => charge.amount)];
  const currencies = [...new Set(amounts.map((amount) => amount.currency))];
  return currencies.length > 1 ? reject('mixed-currencies', { currencies }) : null;
}

/** One line a product, in the order in which they were first asked for. */
function summed(lines: readonly RequestedLine[]): readonly RequestedLine[] {
  const byProduct = new Map<string, RequestedLine>();
  for (const line of lines) {
    const before = byProduct.get(line.productId)?.quantity ?? 0;
    byProduct.set(line.productId, { ...line, quantity: before + line.quantity });
  }
  return [...byProduct.values()];
}

function priced({ productId, quantity, product }: RequestedLine): OrderLine {
  const { sku, name, vendorId, price } = product;
  const lineTotal = money(price.amount * quantity, price.currency);
  return { productId, sku, name, vendorId, quantity, unitPrice: price, lineTotal };
}

function totalOf(subtotal: Money, discount: Money, charges: PlaceOrder['charges']): Money {
  const charged = charges.reduce((sum, charge) => sum + charge.amount.amount, 0);
  return money(subtotal.amount - discount.amount + charged, subtotal.currency);
}
