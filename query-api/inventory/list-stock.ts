import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Filter, Page } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import { hasRole } from '../../http/caller.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { inventory } from '../../projectors/inventory/inventory.ts';
import type { InventoryDocument } from '../../projectors/inventory/inventory.ts';
import type { Caller } from '../access.ts';
import { shown } from '../paging.ts';
import { QUERY_SETTINGS, VIEWS } from '../tokens.ts';
import type { QuerySettings } from '../tokens.ts';
import { stockOf } from './stock.ts';
import type { Stock } from './stock.ts';

/** The stock of all products (a vendor's: of their own), by sku. */
export class ListStock extends Query<Page<Stock>> {
  constructor(
    readonly caller: Caller,
    /** True: only what is low; false: only what is not. */
    readonly lowStock: boolean | undefined,
    readonly list: ListParameters,
  ) {
    super();
  }
}

@QueryHandler(ListStock)
export class ListStockHandler implements IQueryHandler<ListStock> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(QUERY_SETTINGS) private readonly settings: QuerySettings,
  ) {}

  execute({ caller, lowStock, list }: ListStock): Promise<Page<Stock>> {
    const low = this.settings.lowStock;
    const where: readonly Filter[] = [
      ...(hasRole(caller, 'admin') ? [] : [{ field: 'vendorId', equals: caller.userId }]),
      ...(lowStock === undefined
        ? []
        : [{ field: 'available', ...(lowStock ? { atMost: low } : { atLeast: low + 1 }) }]),
    ];
    const orderBy = [{ field: 'sku', direction: 'ascending' }] as const;
    const page = this.views.of(inventory).find({ where, orderBy, ...list });
    return shown(page, (document: InventoryDocument) => stockOf(document, low));
  }
}
