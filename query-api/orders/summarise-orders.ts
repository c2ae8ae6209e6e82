import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Money } from '../../domain/money.ts';
import type { OrderStatus } from '../../domain/order/state.ts';
import type { Filter } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import { orders } from '../../projectors/orders/orders.ts';
import { VIEWS } from '../tokens.ts';
import { statuses } from './order-filters.ts';

export type OrderSummary = {
  readonly count: number;
  readonly gross: Money;
  readonly refunded: Money;
  readonly net: Money;
  readonly byStatus: Readonly<Record<OrderStatus, number>>;
};

/** All orders that match, counted; the money of those in one currency that were not cancelled. */
export class SummariseOrders extends Query<OrderSummary> {
  constructor(
    readonly where: readonly Filter[],
    readonly currency: string,
  ) {
    super();
  }
}

@QueryHandler(SummariseOrders)
export class SummariseOrdersHandler implements IQueryHandler<SummariseOrders> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  async execute({ where, currency }: SummariseOrders): Promise<OrderSummary> {
    const groups = ['status', 'total.currency'];
    const sums = ['total.amount', 'refunded.amount'];
    const rows = await this.views.of(orders).aggregate(where, groups, sums);
    const paid = rows.filter(({ group }) => group['status'] !== 'cancelled' && group['total.currency'] === currency);
    const sumOf = (field: string) => paid.reduce((sum, row) => sum + (row.sums[field] ?? 0), 0);
    const [gross, refunded] = [sumOf('total.amount'), sumOf('refunded.amount')];
    const counted = (status: string) =>
      rows.filter(({ group }) => group['status'] === status).reduce((sum, row) => sum + row.count, 0);
    return {
      count: rows.reduce((sum, row) => sum + row.count, 0),
      gross: { amount: gross, currency },
      refunded: { amount: refunded, currency },
      net: { amount: gross - refunded, currency },
      byStatus: Object.fromEntries(statuses.map((status) => [status, counted(status)])) as OrderSummary['byStatus'],
    };
  }
}
