import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AdminModule } from './admin/admin.module.ts';
import { AuthModule } from './auth/auth.module.ts';
import { CartModule } from './cart/cart.module.ts';
import { CatalogueModule } from './catalogue/catalogue.module.ts';
import { CommandDependencies } from './dependencies.ts';
import { OrdersModule } from './orders/orders.module.ts';
import { StockModule } from './stock/stock.module.ts';
import { UsersModule } from './users/users.module.ts';

/** Every command of the shop. */
@Module({})
export class CommandApiModule {
  /** The API on what the composition hands in; each room is a module that may inject `CommandDependencies`. */
  static with(dependencies: CommandDependencies): DynamicModule {
    return {
      module: CommandApiModule,
      global: true,
      imports: [
        CqrsModule.forRoot(),
        AuthModule,
        UsersModule,
        CatalogueModule,
        StockModule,
        CartModule,
        OrdersModule,
        AdminModule,
      ],
      providers: [{ provide: CommandDependencies, useValue: dependencies }],
      exports: [CommandDependencies],
    };
  }
}
