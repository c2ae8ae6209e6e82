import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { stockMovements } from '../../projectors/stock-movements/stock-movements.ts';
import type { Caller } from '../access.ts';
import { shown } from '../paging.ts';
import { VIEWS } from '../tokens.ts';
import { movementOf } from './movement.ts';
import type { Movement } from './movement.ts';
import { ownStock } from './own-stock.ts';

/** What moved the stock of a product, the newest first. */
export class ListMovements extends Query<Page<Movement>> {
  constructor(
    readonly productId: string,
    readonly caller: Caller,
    readonly list: ListParameters,
  ) {
    super();
  }
}

@QueryHandler(ListMovements)
export class ListMovementsHandler implements IQueryHandler<ListMovements> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  async execute({ productId, caller, list }: ListMovements): Promise<Page<Movement>> {
    await ownStock(this.views, productId, caller);
    const where = [{ field: 'productId', equals: productId }];
    const orderBy = [{ field: 'position', direction: 'descending' }] as const;
    return shown(this.views.of(stockMovements).find({ where, orderBy, ...list }), movementOf);
  }
}
