import { Module } from '@nestjs/common';
import { AdjustBatchHandler } from './adjust-batch.ts';
import { AdjustStockHandler } from './adjust-stock.ts';
import { ReceiveStockHandler } from './receive-stock.ts';
import { StockCommandsController } from './stock.controller.ts';

@Module({
  controllers: [StockCommandsController],
  providers: [ReceiveStockHandler, AdjustStockHandler, AdjustBatchHandler],
})
export class StockModule {}
