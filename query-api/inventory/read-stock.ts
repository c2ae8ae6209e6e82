import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Views } from '../../engine/view-store.ts';
import type { Caller } from '../../http/caller.ts';
import { QUERY_SETTINGS, VIEWS } from '../tokens.ts';
import type { QuerySettings } from '../tokens.ts';
import { ownStock } from './own-stock.ts';
import { stockOf } from './stock.ts';
import type { Stock } from './stock.ts';

/** The stock of one product. */
export class ReadStock extends Query<Stock> {
  constructor(
    readonly productId: string,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(ReadStock)
export class ReadStockHandler implements IQueryHandler<ReadStock> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(QUERY_SETTINGS) private readonly settings: QuerySettings,
  ) {}

  async execute({ productId, caller }: ReadStock): Promise<Stock> {
    return stockOf(await ownStock(this.views, productId, caller), this.settings.lowStock);
  }
}
