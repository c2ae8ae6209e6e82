import { cartEventTypes } from './cart/event-types.ts';
import { claimEventTypes } from './claim/event-types.ts';
import { inventoryEventTypes } from './inventory/event-types.ts';
import { notificationEventTypes } from './notification/event-types.ts';
import { orderEventTypes } from './order/event-types.ts';
import { paymentEventTypes } from './payment/event-types.ts';
import { productEventTypes } from './product/event-types.ts';
import { userEventTypes } from './user/event-types.ts';

/** Every event type of the shop: its version of today, its personal and its secret fields. */
export const eventTypes = {
  ...userEventTypes,
  ...claimEventTypes,
  ...productEventTypes,
  ...inventoryEventTypes,
  ...cartEventTypes,
  ...orderEventTypes,
  ...paymentEventTypes,
  ...notificationEventTypes,
} as const;
