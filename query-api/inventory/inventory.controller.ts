import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import { CurrentCaller } from '../../http/access.ts';
import { Documented } from '../../http/documented.ts';
import { List } from '../../http/list.ts';
import { flagParameter } from '../../http/list-parameters.ts';
import type { ListParameters, Query as QueryString } from '../../http/list-parameters.ts';
import { PathId } from '../../http/path-id.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { inventory } from '../../projectors/inventory/inventory.ts';
import { stockMovements } from '../../projectors/stock-movements/stock-movements.ts';
import { Roles } from '../access.ts';
import type { Caller } from '../access.ts';
import { listOf, listQuery } from '../list-documentation.ts';
import { momentIn, momentQuery } from '../moment.ts';
import { ListMovements } from './list-movements.ts';
import { ListStock } from './list-stock.ts';
import { exampleMovement } from './movement.ts';
import type { Movement } from './movement.ts';
import { ReadStock } from './read-stock.ts';
import { exampleStock } from './stock.ts';
import type { Stock } from './stock.ts';

@Controller('inventory')
@Roles('vendor', 'admin')
@ReadsViews(inventory)
export class InventoryController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    summary: 'List stock',
    description: 'The stock of all products by sku; a vendor sees the own ones.',
    query: {
      lowStock: { description: 'true: only what is low; false: only what is not.', example: true, type: 'boolean' },
      ...listQuery,
    },
    answer: listOf(exampleStock),
  })
  list(
    @CurrentCaller() caller: Caller,
    @Query() query: QueryString,
    @List() list: ListParameters,
  ): Promise<Page<Stock>> {
    return this.queries.execute(new ListStock(caller, flagParameter(query, 'lowStock'), list));
  }

  @Get(':productId')
  @Documented({
    summary: 'Read the stock of a product',
    description:
      'What is on hand, reserved and available, by warehouse; with `at`, as it was then. A revision of -1: nothing ever ' +
      'moved. Before the product was added there is none (404); beyond the end it is as now.',
    query: momentQuery,
    answer: exampleStock,
    problems: ['not-found'],
  })
  read(
    @PathId('productId') productId: string,
    @CurrentCaller() caller: Caller,
    @Query() query: QueryString,
  ): Promise<Stock> {
    return this.queries.execute(new ReadStock(productId, caller, momentIn(query)));
  }

  @Get(':productId/history')
  @ReadsViews(inventory, stockMovements)
  @Documented({
    summary: 'Read the movements of a stock',
    description:
      'Every movement, the newest first, one a warehouse. What came (received, released, returned) is positive, what ' +
      'went (reserved, deducted) negative: received, adjusted, deducted and returned sum up to what is on hand.',
    query: listQuery,
    answer: listOf(exampleMovement),
    problems: ['not-found'],
  })
  history(
    @PathId('productId') productId: string,
    @CurrentCaller() caller: Caller,
    @List() list: ListParameters,
  ): Promise<Page<Movement>> {
    return this.queries.execute(new ListMovements(productId, caller, list));
  }
}
