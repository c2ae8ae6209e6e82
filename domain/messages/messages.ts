/** Names of the published integration messages; webhooks use the same. */
export type MessageType =
  | 'user.registered'
  | 'inventory.updated'
  | 'order.created'
  | 'order.confirmed'
  | 'order.paid'
  | 'order.shipped'
  | 'order.delivered'
  | 'order.completed'
  | 'order.cancelled'
  | 'order.refunded'
  | 'order.returned';

/** The envelope on the wire, as consumers in any language read it. Money in messages: integer minor units. */
export type IntegrationMessage<Type extends MessageType = MessageType, Payload = MessagePayload> = {
  readonly event_type: Type;
  readonly event_id: string;
  readonly timestamp: string;
  readonly correlation_id: string;
  readonly payload: Payload;
};

export type UserRegisteredPayload = {
  readonly user_id: string;
  readonly user_email: string | null;
  readonly user_name: string | null;
};

export type InventoryUpdatedPayload = {
  readonly product_id: string;
  readonly change: string;
  readonly quantity: number;
  readonly on_hand: number;
  readonly reserved: number;
  readonly available: number;
  readonly order_id: string | null;
};

export type OrderPayload = {
  readonly order_id: string;
  readonly order_number: string;
  readonly user_id: string;
  readonly user_email: string | null;
  readonly user_name: string | null;
  readonly items: readonly {
    readonly product_id: string;
    readonly name: string;
    readonly quantity: number;
    readonly price: number;
    readonly total_amt: number;
  }[];
  readonly total_amount: number;
  readonly currency: string;
  readonly payment_method: string;
  readonly status: string;
  readonly tracking_number?: string | null;
  readonly cancellation_reason?: string | null;
  readonly refund_amount?: number;
  readonly reason?: string | null;
};

/** Fields of a payload that tell something of the person of its `user_id`; sealed with their key on the wire. */
export const personalFields = ['user_email', 'user_name', 'reason'] as const;

export type MessagePayload = UserRegisteredPayload | InventoryUpdatedPayload | OrderPayload;

/** `order.created` is published under `order.order.created`. */
export function routingKeyOf(type: MessageType): string {
  return `${type.split('.')[0]}.${type}`;
}
