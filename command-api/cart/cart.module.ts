import { Module } from '@nestjs/common';
import { CartCommandsController } from './cart.controller.ts';
import { EmptyCartHandler } from './empty-cart.ts';
import { FillCartHandler } from './fill-cart.ts';

@Module({
  controllers: [CartCommandsController],
  providers: [FillCartHandler, EmptyCartHandler],
})
export class CartModule {}
