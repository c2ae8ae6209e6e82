import { Module } from '@nestjs/common';
import { AddProductHandler } from './add-product.ts';
import { ChangeProductHandler } from './change-product.ts';
import { DiscontinueProductHandler } from './discontinue-product.ts';
import { ProductCommandsController } from './products.controller.ts';

@Module({
  controllers: [ProductCommandsController],
  providers: [AddProductHandler, ChangeProductHandler, DiscontinueProductHandler],
})
export class CatalogueModule {}
