import { Controller, Get, Inject, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { SearchPage } from '../../engine/projections/ports/view-store.ts';
import { CurrentCaller, Public } from '../../http/access.ts';
import { Documented } from '../../http/documented.ts';
import type { Query as QueryString } from '../../http/list-parameters.ts';
import { PathId } from '../../http/path-id.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { products } from '../../projectors/products/products.ts';
import type { Caller } from '../access.ts';
import { listOf, listQuery } from '../list-documentation.ts';
import { momentIn, momentQuery } from '../moment.ts';
import { QUERY_SETTINGS } from '../tokens.ts';
import type { QuerySettings } from '../tokens.ts';
import { ListProducts } from './list-products.ts';
import { productFilters } from './product-filters.ts';
import { exampleProduct } from './product.ts';
import type { Product } from './product.ts';
import { ReadProduct } from './read-product.ts';

const facets = {
  category: [{ value: 'kitchen', count: 1 }],
  brand: [{ value: 'Hearth', count: 1 }],
  vendorId: [{ value: exampleProduct.vendorId, count: 1 }],
};

@Controller('products')
@ReadsViews(products)
export class ProductsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(QUERY_SETTINGS) private readonly settings: QuerySettings,
  ) {}

  @Get()
  @Public()
  @Documented({
    summary: 'List and search products',
    description:
      'What is sold: the newest first, or the best match first with `q`, which forgives one wrong, missing, added or ' +
      'swapped letter in words of 5 letters and more. Facets count all that match. Sorted by price, products priced in ' +
      'another currency come last; with a price filter they are left out.',
    query: {
      q: { description: 'Words that every product found must have.', example: 'kettle' },
      category: { description: 'Exactly this category.', example: 'kitchen' },
      vendorId: { description: 'Products of one vendor.' },
      minPrice: { description: 'Least price, in minor units.', example: 1000, type: 'integer' },
      maxPrice: { description: 'Highest price, in minor units.', example: 9000, type: 'integer' },
      currency: { description: "Of the prices that are compared; the shop's own by default.", example: 'EUR' },
      inStock: { description: 'true: only what is available; false: only what is not.', type: 'boolean' },
      sort: { description: 'name, price, -price, newest, relevance or rating.', example: 'price' },
      page: { description: 'A page by its number, from 1; not together with a cursor.', example: 1, type: 'integer' },
      ...listQuery,
    },
    answer: listOf(exampleProduct, { total: 1, facets }),
  })
  list(@Query() query: QueryString): Promise<SearchPage<Product>> {
    return this.queries.execute(new ListProducts(productFilters(query, this.settings.currency)));
  }

  @Get(':id')
  @Public()
  @Documented({
    summary: 'Read a product',
    description:
      'One product with what is available of it; with `at`, as it was then. Before it was added there is none (404); ' +
      'beyond the end it is as now, and a revision lasts until the next. A discontinued one is shown to its vendor and to ' +
      'admins only.',
    query: momentQuery,
    answer: exampleProduct,
    problems: ['not-found'],
  })
  read(
    @PathId('id') id: string,
    @CurrentCaller() caller: Caller | undefined,
    @Query() query: QueryString,
  ): Promise<Product> {
    return this.queries.execute(new ReadProduct(id, caller, momentIn(query)));
  }
}
