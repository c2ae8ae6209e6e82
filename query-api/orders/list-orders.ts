import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Filter, Page } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { orders } from '../../projectors/orders/orders.ts';
import type { Caller } from '../access.ts';
import { VIEWS } from '../tokens.ts';
import { newestFirst } from './order-filters.ts';
import { orderOf, shownTo } from './order.ts';
import type { ShownOrder } from './order.ts';

/** Orders that concern the caller, the newest first, each as far as they may see it. */
export class ListOrders extends Query<Page<ShownOrder>> {
  constructor(
    readonly caller: Caller,
    readonly where: readonly Filter[],
    readonly list: ListParameters,
  ) {
    super();
  }
}

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  async execute({ caller, where, list }: ListOrders): Promise<Page<ShownOrder>> {
    const page = await this.views.of(orders).find({ where, orderBy: newestFirst, ...list });
    const items = page.items.flatMap((document) => shownTo(caller, orderOf(document)) ?? []);
    return { items, nextCursor: page.nextCursor };
  }
}
