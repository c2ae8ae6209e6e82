import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { CurrentCaller, Roles } from '../../http/access.ts';
import type { Caller } from '../../http/caller.ts';
import { Documented } from '../../http/documented.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { exampleCart } from './cart.ts';
import type { Cart } from './cart.ts';
import { ReadCart } from './read-cart.ts';

@Controller('cart')
@Roles('customer', 'admin')
@ReadsViews('carts', 'products')
export class CartController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    summary: 'Read your cart',
    description:
      'Your cart with the prices, names and stock of this moment. An empty one has no items and no total; a revision ' +
      'of -1: it was never touched.',
    answer: exampleCart,
  })
  read(@CurrentCaller() caller: Caller): Promise<Cart> {
    return this.queries.execute(new ReadCart(caller.userId));
  }
}
