import type { MessageType } from '../../domain/messages/messages.ts';
import { orderMessageType, toldOrderEvents } from '../../process-managers/forwarder/order-message.ts';
import type { ToldOrderEvent } from '../../process-managers/forwarder/order-message.ts';
import { stockMovements } from '../../process-managers/forwarder/stock-message.ts';

/** The integration message that tells the world of such an event, under the event's id; null when none does. */
export function messageOfEvent(type: string): MessageType | null {
  const isOf = (types: readonly string[]) => types.includes(type);
  if (isOf(toldOrderEvents)) return orderMessageType({ type } as ToldOrderEvent);
  return isOf(stockMovements) ? 'inventory.updated' : null;
}
