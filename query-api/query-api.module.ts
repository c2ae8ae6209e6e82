import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { AuditReader } from '../engine/audit/reader.ts';
import type { EventCodec } from '../engine/log/event-codec.ts';
import type { ProjectionAdmin } from '../engine/projections/ports/projection-admin.ts';
import type { Views } from '../engine/projections/views.ts';
import { CartController } from './cart/cart.controller.ts';
import { PastCarts } from './cart/past-carts.ts';
import { ReadCartHandler } from './cart/read-cart.ts';
import { InventoryController } from './inventory/inventory.controller.ts';
import { ListMovementsHandler } from './inventory/list-movements.ts';
import { ListStockHandler } from './inventory/list-stock.ts';
import { ReadStockHandler } from './inventory/read-stock.ts';
import { AuditController } from './operations/audit.controller.ts';
import { ListNotificationsHandler } from './operations/list-notifications.ts';
import { ListProcessesHandler } from './operations/list-processes.ts';
import { NotificationsController } from './operations/notifications.controller.ts';
import { ParkedController } from './operations/parked.controller.ts';
import type { ProcessManagers } from './operations/process-managers.ts';
import { ProcessesController } from './operations/processes.controller.ts';
import { ProjectionsController } from './operations/projections.controller.ts';
import { AdminOrdersController } from './orders/admin-orders.controller.ts';
import { ListOrdersHandler } from './orders/list-orders.ts';
import { OrderRecords } from './orders/order-records.ts';
import { OrdersController } from './orders/orders.controller.ts';
import { ReadOrderHandler } from './orders/read-order.ts';
import { ReadOrderHistoryHandler } from './orders/read-order-history.ts';
import { SummariseOrdersHandler } from './orders/summarise-orders.ts';
import { Past } from './past.ts';
import { ListProductsHandler } from './products/list-products.ts';
import { ProductsController } from './products/products.controller.ts';
import { ReadProductHandler } from './products/read-product.ts';
import { FinancialsController } from './sales/financials.controller.ts';
import { ReadFinancialsHandler } from './sales/read-financials.ts';
import { AUDIT, EVENT_CODEC, PROCESS_MANAGERS, PROJECTION_ADMIN, QUERY_SETTINGS, VIEWS } from './tokens.ts';
import type { QuerySettings } from './tokens.ts';
import { ListPeopleHandler } from './users/list-people.ts';
import { ReadPersonHandler } from './users/read-person.ts';
import { UsersController } from './users/users.controller.ts';

/** What the query API reads from. */
export type QueryApiSources = {
  readonly views: Views;
  readonly codec: EventCodec;
  readonly audit: AuditReader;
  readonly projections: ProjectionAdmin;
  readonly processes: ProcessManagers;
  readonly settings: QuerySettings;
};

const controllers = [
  UsersController,
  ProductsController,
  InventoryController,
  CartController,
  OrdersController,
  AdminOrdersController,
  FinancialsController,
  ProjectionsController,
  ProcessesController,
  ParkedController,
  NotificationsController,
  AuditController,
];

const handlers = [
  ReadPersonHandler,
  ListPeopleHandler,
  ReadProductHandler,
  ListProductsHandler,
  ReadStockHandler,
  ListStockHandler,
  ListMovementsHandler,
  ReadCartHandler,
  ReadOrderHandler,
  ListOrdersHandler,
  ReadOrderHistoryHandler,
  SummariseOrdersHandler,
  ReadFinancialsHandler,
  ListProcessesHandler,
  ListNotificationsHandler,
];

/** Views to REST: every GET of the API. */
@Module({})
export class QueryApiModule {
  static with(sources: QueryApiSources): DynamicModule {
    return {
      module: QueryApiModule,
      imports: [CqrsModule.forRoot()],
      controllers,
      providers: [
        ...handlers,
        Past,
        PastCarts,
        { provide: OrderRecords, useValue: new OrderRecords(sources.codec, sources.audit) },
        { provide: VIEWS, useValue: sources.views },
        { provide: EVENT_CODEC, useValue: sources.codec },
        { provide: AUDIT, useValue: sources.audit },
        { provide: PROJECTION_ADMIN, useValue: sources.projections },
        { provide: PROCESS_MANAGERS, useValue: sources.processes },
        { provide: QUERY_SETTINGS, useValue: sources.settings },
      ],
    };
  }
}
