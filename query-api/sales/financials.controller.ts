import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Documented } from '../../http/documented.ts';
import { timeParameter, wordParameter } from '../../http/list-parameters.ts';
import type { Query as QueryString } from '../../http/list-parameters.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { products } from '../../projectors/products/products.ts';
import { productSales } from '../../projectors/sales/product-sales.ts';
import { salesByDay } from '../../projectors/sales/sales-by-day.ts';
import { Roles } from '../access.ts';
import { currencyParameter } from '../currency.ts';
import { QUERY_SETTINGS } from '../tokens.ts';
import type { QuerySettings } from '../tokens.ts';
import { exampleFinancials } from './financials.ts';
import type { Financials } from './financials.ts';
import { intervals } from './period.ts';
import { ReadFinancials } from './read-financials.ts';

@Controller('admin/financials')
@Roles('admin')
@ReadsViews(salesByDay, productSales, products)
export class FinancialsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(QUERY_SETTINGS) private readonly settings: QuerySettings,
  ) {}

  @Get()
  @Documented({
    summary: 'Read what was sold',
    description:
      'Orders, gross, refunds and net in one currency. An order counts, with its refunds, on the UTC day it was ' +
      'confirmed, a cancelled one not at all. Days count whole: that of `from` is in, that of `to` is unless `to` is its ' +
      'midnight. Periods are written 2026-03-02, 2026-W10 (ISO 8601, from Monday) or 2026-03; those without sales are ' +
      'left out. `topProducts` are the ten with the highest gross.',
    query: {
      from: { description: 'The first time that counts.', example: '2026-03-01T00:00:00Z' },
      to: { description: 'The first time that no longer counts.', example: '2026-04-01T00:00:00Z' },
      interval: { description: 'day (default), week or month.', example: 'day' },
      currency: { description: "The shop's own by default.", example: 'EUR' },
    },
    answer: exampleFinancials,
  })
  read(@Query() query: QueryString): Promise<Financials> {
    const options = {
      from: timeParameter(query, 'from'),
      to: timeParameter(query, 'to'),
      interval: wordParameter(query, 'interval', intervals) ?? 'day',
      currency: currencyParameter(query, this.settings.currency),
    } as const;
    return this.queries.execute(new ReadFinancials(options));
  }
}
