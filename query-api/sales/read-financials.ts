import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Filter } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import { products } from '../../projectors/products/products.ts';
import { productSales } from '../../projectors/sales/product-sales.ts';
import { salesByDay } from '../../projectors/sales/sales-by-day.ts';
import { VIEWS } from '../tokens.ts';
import { salesOf, seriesOf } from './financials.ts';
import type { Financials, ProductSales } from './financials.ts';
import type { Interval } from './period.ts';

const mostProducts = 10;

/** What was sold in a time in one currency: in total, by period, and the products that sold best. */
export class ReadFinancials extends Query<Financials> {
  constructor(
    readonly options: {
      /** A day counts when it has begun by then at the latest. */
      readonly from: string | undefined;
      /** Exclusive: a day that begins then or later does not count. */
      readonly to: string | undefined;
      readonly interval: Interval;
      readonly currency: string;
    },
  ) {
    super();
  }
}

@QueryHandler(ReadFinancials)
export class ReadFinancialsHandler implements IQueryHandler<ReadFinancials> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  async execute({ options: { from, to, interval, currency } }: ReadFinancials): Promise<Financials> {
    const where: readonly Filter[] = [
      { field: 'currency', equals: currency },
      ...(from === undefined ? [] : [{ field: 'day', atLeast: from.slice(0, 10) }]),
      ...(to === undefined ? [] : [{ field: 'day', below: dayAfterLast(to) }]),
    ];
    const [rows, topProducts] = await Promise.all([
      this.views.of(salesByDay).aggregate(where, ['day'], ['orders', 'gross', 'refunded']),
      this.topProducts(where, currency),
    ]);
    const days = rows.map(({ group, sums }) => {
      const { orders = 0, gross = 0, refunded = 0 } = sums;
      return { day: String(group['day']), orders, gross, refunded };
    });
    return { totals: salesOf(days, currency), series: seriesOf(days, interval, currency), topProducts };
  }

  private async topProducts(where: readonly Filter[], currency: string): Promise<readonly ProductSales[]> {
    const rows = await this.views.of(productSales).aggregate(where, ['productId'], ['quantity', 'gross']);
    const best = rows
      .map(({ group, sums }) => ({
        id: String(group['productId']),
        quantity: sums['quantity'] ?? 0,
        gross: sums['gross'] ?? 0,
      }))
      .toSorted((left, right) => right.gross - left.gross || right.quantity - left.quantity)
      .slice(0, mostProducts);
    const named = await this.views.of(products).getMany(best.map(({ id }) => id));
    return best.map(({ id, quantity, gross }) => ({
      productId: id,
      name: named.get(id)?.name ?? '',
      quantity,
      gross: { amount: gross, currency },
    }));
  }
}

/** The first day that does not count: that of `to` itself only when it is its midnight. */
function dayAfterLast(to: string): string {
  return to.endsWith('T00:00:00.000Z') ? to.slice(0, 10) : `${to.slice(0, 10)}~`;
}
