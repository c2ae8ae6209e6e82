import { reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { unreachable } from '../event.ts';
import { cancelOrder } from './cancel.ts';
import type { OrderCommand, PlaceOrder } from './commands.ts';
import { confirmOrder, recordPaymentAuthorized, recordPaymentCaptured, recordPaymentDeclined } from './confirm.ts';
import { recordStockReserved } from './confirm.ts';
import type { OrderEvent } from './events.ts';
import { completeOrder, deliverOrder, shipOrder } from './fulfil.ts';
import { placeOrder } from './place.ts';
import { issueRefund } from './refunds.ts';
import { returnItems } from './returns.ts';
import type { Order, OrderState } from './state.ts';

/** The rules of an order, each in a file of its own. */
export function decide(command: OrderCommand, order: OrderState): Decision<OrderEvent> {
  if (command.type === 'PlaceOrder') return placeOrder(command, order);
  return order === null ? reject('not-found') : decidePlaced(command, order);
}

function decidePlaced(command: Exclude<OrderCommand, PlaceOrder>, order: Order): Decision<OrderEvent> {
  switch (command.type) {
    case 'RecordStockReserved':
      return recordStockReserved(order);
    case 'RecordPaymentAuthorized':
      return recordPaymentAuthorized(order);
    case 'RecordPaymentDeclined':
      return recordPaymentDeclined(order, command.reason);
    case 'RecordPaymentCaptured':
      return recordPaymentCaptured(order, command.amount);
    case 'ConfirmOrder':
      return confirmOrder(order, command.at);
    case 'ShipOrder':
      return shipOrder(order, command.trackingNumber);
    case 'DeliverOrder':
      return deliverOrder(order);
    case 'CompleteOrder':
      return completeOrder(order);
    case 'CancelOrder':
      return cancelOrder(command, order);
    case 'ReturnItems':
      return returnItems(command, order);
    case 'IssueRefund':
      return issueRefund(command, order);
    default:
      return unreachable(command, reject('not-found'));
  }
}
