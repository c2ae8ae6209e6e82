import type { OrderEventOf } from '../../domain/order/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { dayOf } from '../stream-id.ts';

/** What was sold of a product on a UTC day in one currency; `gross` in its minor unit, before discounts. */
type ProductSalesDocument = {
  readonly day: string;
  readonly currency: string;
  readonly productId: string;
  readonly name: string;
  readonly quantity: number;
  readonly gross: number;
};

type SalesEvent = OrderEventOf<'OrderConfirmed'> | OrderEventOf<'OrderCancelled'>;

function keys({ data: { confirmedAt, lines } }: Recorded<SalesEvent>): readonly string[] {
  if (confirmedAt === null) return [];
  return lines.map((line) => `${dayOf(confirmedAt)}/${line.lineTotal.currency}/${line.productId}`);
}

function evolve(
  before: ProductSalesDocument | null,
  event: Recorded<SalesEvent>,
  key: string,
): ProductSalesDocument | null {
  const [day = '', currency = '', productId = ''] = key.split('/');
  const line = event.data.lines.find((each) => each.productId === productId);
  if (line === undefined) return before;
  const sign = event.type === 'OrderConfirmed' ? 1 : -1;
  const quantity = (before?.quantity ?? 0) + sign * line.quantity;
  const gross = (before?.gross ?? 0) + sign * line.lineTotal.amount;
  return quantity <= 0 ? null : { day, currency, productId, name: line.name, quantity, gross };
}

/** Sales a day and product, under the name it was last sold by. */
export const productSales = projection<ProductSalesDocument, SalesEvent>({
  name: 'product-sales',
  version: 1,
  handles: ['OrderConfirmed', 'OrderCancelled'],
  keys,
  evolve,
  indexes: [{ fields: ['currency', 'day'] }],
});
