import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Views } from '../../engine/projections/views.ts';
import { Problem } from '../../http/problem.ts';
import { inventory } from '../../projectors/inventory/inventory.ts';
import type { InventoryDocument } from '../../projectors/inventory/inventory.ts';
import type { Caller } from '../access.ts';
import type { Moment } from '../moment.ts';
import { Past } from '../past.ts';
import { QUERY_SETTINGS, VIEWS } from '../tokens.ts';
import type { QuerySettings } from '../tokens.ts';
import { ownStock } from './own-stock.ts';
import { stockOf } from './stock.ts';
import type { Stock } from './stock.ts';

/** The stock of one product, now or as it was at a moment. */
export class ReadStock extends Query<Stock> {
  constructor(
    readonly productId: string,
    readonly caller: Caller,
    readonly at: Moment | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadStock)
export class ReadStockHandler implements IQueryHandler<ReadStock> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(QUERY_SETTINGS) private readonly settings: QuerySettings,
    private readonly past: Past,
  ) {}

  async execute({ productId, caller, at }: ReadStock): Promise<Stock> {
    const now = await ownStock(this.views, productId, caller);
    const stock = at === undefined ? now : await this.asOf(productId, at);
    if (stock === null) throw Problem.notFound();
    return stockOf(stock, this.settings.lowStock);
  }

  private async asOf(id: string, moment: Moment): Promise<InventoryDocument | null> {
    const own = `inventory-${id}`;
    return this.past.document(inventory, id, [`product-${id}`, own], await this.past.boundOf(own, moment));
  }
}
