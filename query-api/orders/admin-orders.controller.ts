import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import { CurrentCaller } from '../../http/access.ts';
import { Documented } from '../../http/documented.ts';
import { List } from '../../http/list.ts';
import type { ListParameters, Query as QueryString } from '../../http/list-parameters.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { orders } from '../../projectors/orders/orders.ts';
import { Roles } from '../access.ts';
import type { Caller } from '../access.ts';
import { currencyParameter } from '../currency.ts';
import { listOf, listQuery } from '../list-documentation.ts';
import { QUERY_SETTINGS } from '../tokens.ts';
import type { QuerySettings } from '../tokens.ts';
import { ListOrders } from './list-orders.ts';
import { orderFilters, orderQuery } from './order-filters.ts';
import { exampleOrder } from './order.ts';
import type { ShownOrder } from './order.ts';
import { SummariseOrders } from './summarise-orders.ts';
import type { OrderSummary } from './summarise-orders.ts';

const exampleSummary: OrderSummary = {
  count: 2,
  gross: { amount: 15998, currency: 'EUR' },
  refunded: { amount: 0, currency: 'EUR' },
  net: { amount: 15998, currency: 'EUR' },
  byStatus: { placed: 0, confirmed: 1, shipped: 0, delivered: 0, completed: 0, cancelled: 1 },
};

@Controller('admin/orders')
@Roles('admin')
@ReadsViews(orders)
export class AdminOrdersController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(QUERY_SETTINGS) private readonly settings: QuerySettings,
  ) {}

  @Get()
  @Documented({
    summary: 'List and sum up orders',
    description:
      'All orders that match, the newest first, and a summary over all of them, not just the page: cancelled ones are ' +
      'counted, but are not in the money, which is that of one currency.',
    query: {
      ...orderQuery,
      currency: { description: "Of the money in the summary; the shop's own by default.", example: 'EUR' },
      ...listQuery,
    },
    answer: listOf(exampleOrder, { summary: exampleSummary }),
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: QueryString,
    @List() list: ListParameters,
  ): Promise<Page<ShownOrder> & { readonly summary: OrderSummary }> {
    const where = orderFilters(query, caller);
    const currency = currencyParameter(query, this.settings.currency);
    const [page, summary] = await Promise.all([
      this.queries.execute(new ListOrders(caller, where, list)),
      this.queries.execute(new SummariseOrders(where, currency)),
    ]);
    return { ...page, summary };
  }
}
