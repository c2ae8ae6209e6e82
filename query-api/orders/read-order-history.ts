import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Views } from '../../engine/projections/views.ts';
import { hasRole } from '../../http/caller.ts';
import { Problem } from '../../http/problem.ts';
import { orderHistory } from '../../projectors/order-history/order-history.ts';
import { orders } from '../../projectors/orders/orders.ts';
import type { OrderDocument } from '../../projectors/orders/orders.ts';
import type { Caller } from '../access.ts';
import { VIEWS } from '../tokens.ts';
import type { OrderHistory } from './history.ts';
import { OrderRecords } from './order-records.ts';

/** All that ever happened to an order and because of it, read from the log and verified. */
export class ReadOrderHistory extends Query<OrderHistory> {
  constructor(
    readonly id: string,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(ReadOrderHistory)
export class ReadOrderHistoryHandler implements IQueryHandler<ReadOrderHistory> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    private readonly records: OrderRecords,
  ) {}

  async execute({ id, caller }: ReadOrderHistory): Promise<OrderHistory> {
    const order = await this.views.of(orders).get(id);
    admit(caller, order);
    const history = await this.views.of(orderHistory).get(id);
    return this.records.read(id, history?.events ?? []);
  }
}

/** The buyer and admins; a vendor is told that it is not for vendors, anybody else that there is nothing. */
function admit(caller: Caller, order: OrderDocument | null): void {
  const admin = hasRole(caller, 'admin');
  if (order !== null && (admin || order.customerId === caller.userId)) return;
  const onlyVendor = hasRole(caller, 'vendor') && !hasRole(caller, 'customer');
  if (!admin && (onlyVendor || order?.parties.includes(caller.userId) === true)) {
    throw Problem.forbidden('Vendors may not read the history of an order.');
  }
  throw Problem.notFound();
}
