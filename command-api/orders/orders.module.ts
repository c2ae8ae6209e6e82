import { Module } from '@nestjs/common';
import { AdvanceOrderHandler } from './advance-order.ts';
import { CancelOrderHandler } from './cancel-order.ts';
import { CheckOutHandler } from './check-out.ts';
import { IssueRefundHandler } from './issue-refund.ts';
import { OrderCommandsController } from './orders.controller.ts';
import { PlaceOrderHandler } from './place-order.ts';
import { ReturnItemsHandler } from './return-items.ts';

@Module({
  controllers: [OrderCommandsController],
  providers: [
    PlaceOrderHandler,
    CheckOutHandler,
    CancelOrderHandler,
    AdvanceOrderHandler,
    ReturnItemsHandler,
    IssueRefundHandler,
  ],
})
export class OrdersModule {}
