import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { CurrentCaller } from '../../http/access.ts';
import { Documented } from '../../http/documented.ts';
import type { Query as QueryString } from '../../http/list-parameters.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { carts } from '../../projectors/carts/carts.ts';
import { products } from '../../projectors/products/products.ts';
import { Roles } from '../access.ts';
import type { Caller } from '../access.ts';
import { momentIn, momentQuery } from '../moment.ts';
import { exampleCart } from './cart.ts';
import type { Cart } from './cart.ts';
import { ReadCart } from './read-cart.ts';

@Controller('cart')
@Roles('customer', 'admin')
@ReadsViews(carts, products)
export class CartController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    summary: 'Read your cart',
    description:
      'Your cart with the prices, names and stock of this moment. An empty one has no items and no total; a revision ' +
      'of -1: it was never touched. With `at`, as it was then, with the prices, names and stock of then; before you ' +
      'registered there is none (404), beyond the end it is as now.',
    query: momentQuery,
    answer: exampleCart,
    problems: ['not-found'],
  })
  read(@CurrentCaller() caller: Caller, @Query() query: QueryString): Promise<Cart> {
    return this.queries.execute(new ReadCart(caller.userId, momentIn(query)));
  }
}
