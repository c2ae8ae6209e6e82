import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { OrderEvent } from '../../domain/order/events.ts';
import { foldOrderView } from '../../domain/order/order-view.ts';
import type { OrderView } from '../../domain/order/order-view.ts';
import type { AuditReader } from '../../engine/audit/reader.ts';
import type { Views } from '../../engine/projections/views.ts';
import { Problem } from '../../http/problem.ts';
import { orders } from '../../projectors/orders/orders.ts';
import type { Caller } from '../access.ts';
import { isAfter } from '../moment.ts';
import type { Moment } from '../moment.ts';
import { AUDIT, VIEWS } from '../tokens.ts';
import { orderOf, shownTo } from './order.ts';
import type { ShownOrder } from './order.ts';

/** One order, now or as it was at a moment, as far as the caller may see it. */
export class ReadOrder extends Query<ShownOrder> {
  constructor(
    readonly id: string,
    readonly caller: Caller,
    readonly at: Moment | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadOrder)
export class ReadOrderHandler implements IQueryHandler<ReadOrder> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(AUDIT) private readonly audit: AuditReader,
  ) {}

  async execute({ id, caller, at }: ReadOrder): Promise<ShownOrder> {
    const order = at === undefined ? await this.asOfNow(id) : await this.asOf(id, at);
    const shown = order === null ? null : shownTo(caller, order);
    if (shown === null) throw Problem.notFound();
    return shown;
  }

  private async asOfNow(id: string): Promise<OrderView | null> {
    const document = await this.views.of(orders).get(id);
    return document === null ? null : orderOf(document);
  }

  /** Folds the order's own stream; null before it was placed. */
  private async asOf(id: string, moment: Moment): Promise<OrderView | null> {
    let order: OrderView | null = null;
    for await (const event of this.audit.readStream<OrderEvent>(`order-${id}`)) {
      if (isAfter(moment, event)) break;
      order = foldOrderView(id, order, event);
    }
    return order;
  }
}
