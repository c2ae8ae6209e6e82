import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import { CurrentCaller, SignedIn } from '../../http/access.ts';
import { Documented } from '../../http/documented.ts';
import { List } from '../../http/list.ts';
import type { ListParameters, Query as QueryString } from '../../http/list-parameters.ts';
import { PathId } from '../../http/path-id.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { orderHistory } from '../../projectors/order-history/order-history.ts';
import { orders } from '../../projectors/orders/orders.ts';
import type { Caller } from '../access.ts';
import { listOf, listQuery } from '../list-documentation.ts';
import { momentIn, momentQuery } from '../moment.ts';
import { exampleHistory } from './history.ts';
import type { OrderHistory } from './history.ts';
import { ListOrders } from './list-orders.ts';
import { orderFilters, orderQuery } from './order-filters.ts';
import { exampleOrder } from './order.ts';
import type { ShownOrder } from './order.ts';
import { ReadOrderHistory } from './read-order-history.ts';
import { ReadOrder } from './read-order.ts';

@Controller('orders')
@SignedIn()
@ReadsViews(orders)
export class OrdersController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    summary: 'List orders',
    description:
      'The newest first: a customer sees the own orders, an admin all, a vendor those with own products: of these the ' +
      'own lines only, and nothing about the buyer or the payment.',
    query: { ...orderQuery, ...listQuery },
    answer: listOf(exampleOrder),
  })
  list(
    @CurrentCaller() caller: Caller,
    @Query() query: QueryString,
    @List() list: ListParameters,
  ): Promise<Page<ShownOrder>> {
    return this.queries.execute(new ListOrders(caller, orderFilters(query, caller), list));
  }

  @Get(':id')
  @Documented({
    summary: 'Read an order',
    description:
      'One order as far as you may see it; with `at`, as it was then. Before it was placed there is none (404); beyond ' +
      'the end it is as now.',
    query: momentQuery,
    answer: exampleOrder,
    problems: ['not-found'],
  })
  read(@PathId('id') id: string, @CurrentCaller() caller: Caller, @Query() query: QueryString): Promise<ShownOrder> {
    return this.queries.execute(new ReadOrder(id, caller, momentIn(query)));
  }

  @Get(':id/history')
  @ReadsViews(orders, orderHistory)
  @Documented({
    summary: "Read an order's history",
    description:
      'Every event that belongs to the order, by position, never paged: its own, and what the saga, the payment, the ' +
      'stock and the mails did for it; who, when, why, and what it changed in the order (JSON Pointers into it). ' +
      'Erased values are null, secrets are left out. `integrity` verifies the hash chains of the streams `order-`, ' +
      '`orderProcess-` and `payment-` in full, and of every event its own hash and its place in the Merkle log.',
    answer: exampleHistory,
    problems: ['not-found', 'forbidden'],
  })
  history(@PathId('id') id: string, @CurrentCaller() caller: Caller): Promise<OrderHistory> {
    return this.queries.execute(new ReadOrderHistory(id, caller));
  }
}
