import { cartDecider } from '../../domain/cart/cart.ts';
import { emailClaim, skuClaim } from '../../domain/claim/claim.ts';
import type { Decider } from '../../domain/decider.ts';
import type { Event } from '../../domain/event.ts';
import { inventoryDecider } from '../../domain/inventory/inventory.ts';
import { notificationDecider } from '../../domain/notification/notification.ts';
import { orderDecider } from '../../domain/order/order.ts';
import { paymentDecider } from '../../domain/payment/payment.ts';
import { productDecider } from '../../domain/product/product.ts';
import { userDecider } from '../../domain/user/user.ts';
import { buyer, cable, confirmedAt, customerId, euro, headphones, orderId, placeOrder, vendorId } from '../orders.ts';
import { aKeptAddress } from '../an-address.ts';

export type Emitted = { readonly type: string; readonly data: object };

/** What today's decider makes of these commands, one after the other; each must be accepted. */
function emitted<State, Command extends { readonly type: string }, E extends Event<string, unknown>>(
  decider: Decider<State, Command, E>,
  ...commands: readonly Command[]
): readonly Emitted[] {
  let state = decider.initial;
  return commands.flatMap((command) => {
    const decision = decider.decide(command, state);
    if (!decision.accepted) throw new Error(`${decider.name} refused ${command.type}: ${decision.code}`);
    for (const event of decision.events) state = decider.evolve(state, event);
    return decision.events as readonly Emitted[];
  });
}

const addressId = 'a1b2c3d4-0000-8000-8000-00000000000a';
const returnId = 'a1b2c3d4-0000-8000-8000-00000000000b';
const refundId = 'a1b2c3d4-0000-8000-8000-00000000000c';
const total = euro(17998);
const error = 'provider unreachable';
const claim = (owner: string) =>
  [
    { type: 'Reserve', owner, at: confirmedAt, staleAfterSeconds: 60 },
    { type: 'Confirm', owner },
    { type: 'Release', owner },
  ] as const;
const place = {
  ...placeOrder,
  charges: [{ kind: 'shipping', name: 'Parcel', amount: euro(500) }],
  cartRevision: 4,
} as const;
const pay = { type: 'RequestPayment', orderId, amount: total, method: 'card', token: 'tok_ok' } as const;
const confirming = [
  { type: 'RecordStockReserved' },
  { type: 'RecordPaymentAuthorized' },
  { type: 'ConfirmOrder', at: confirmedAt },
] as const;
const mail = {
  type: 'RequestNotification',
  channel: 'email',
  template: 'order_confirmation',
  to: buyer.email,
  userId: customerId,
  orderId,
  subject: 'Your order S-1C76-Y3KA',
} as const;

/** Lives that today's deciders lead, by the stream they are in: together they emit every event type of the domain. */
export const emittedLives: readonly (readonly [stream: string, events: readonly Emitted[]])[] = [
  [
    `user-${customerId}`,
    emitted(
      userDecider,
      { type: 'RegisterUser', ...buyer, passwordHash: '$argon2id$hash', roles: ['customer'] },
      { type: 'ChangeProfile', fullName: 'Ada King', phone: '+49 30 1234567' },
      { type: 'ChangePassword', passwordHash: '$argon2id$new' },
      { type: 'AddAddress', addressId, address: aKeptAddress, isDefault: true },
      { type: 'ChangeAddress', addressId, address: { ...aKeptAddress, line2: 'c/o Babbage' } },
      { type: 'RemoveAddress', addressId },
      { type: 'GrantRole', role: 'vendor' },
      { type: 'RevokeRole', role: 'customer' },
      { type: 'EraseUser' },
      { type: 'RecordKeyDestroyed' },
    ),
  ],
  ['userEmail-ada', emitted(emailClaim, ...claim(customerId))],
  ['sku-hp-1', emitted(skuClaim, ...claim(headphones))],
  [
    `product-${headphones}`,
    emitted(
      productDecider,
      {
        type: 'AddProduct',
        sku: 'HP-1',
        vendorId,
        name: 'Headphones',
        description: 'Closed, wireless',
        price: euro(7999),
        category: 'audio',
        images: ['https://shop.example/hp-1.jpg'],
        attributes: { colour: 'black', wireless: true, hours: 30 },
        initialStock: 10,
      },
      { type: 'ChangeProduct', changes: { price: euro(6999), attributes: { colour: 'red' } } },
      { type: 'DiscontinueProduct' },
    ),
  ],
  [
    `inventory-${headphones}`,
    emitted(
      inventoryDecider,
      { type: 'ReceiveStock', warehouse: 'main', quantity: 2, reference: 'delivery note 4711' },
      { type: 'ReceiveStock', warehouse: 'main', quantity: 1, reference: null },
      { type: 'AdjustStock', warehouse: 'north', delta: 5, reason: 'stock count' },
      { type: 'ReserveStock', orderId, quantity: 99 },
      { type: 'ReserveStock', orderId, quantity: 4 },
      { type: 'ReleaseStock', orderId },
      { type: 'ReserveStock', orderId, quantity: 4 },
      { type: 'DeductStock', orderId },
      { type: 'ReturnStock', orderId, returnId, quantity: 1 },
    ),
  ],
  [
    `cart-${customerId}`,
    emitted(
      cartDecider,
      { type: 'AddCartItem', productId: headphones, quantity: 2, currency: 'EUR' },
      { type: 'AddCartItem', productId: cable, quantity: 1, currency: 'EUR' },
      { type: 'SetCartItemQuantity', productId: cable, quantity: 3, currency: 'EUR' },
      { type: 'RemoveCartItem', productId: cable },
      { type: 'ClearCart' },
      { type: 'AddCartItem', productId: headphones, quantity: 2, currency: 'EUR' },
      { type: 'CheckOutCart', orderId },
    ),
  ],
  [
    `order-${orderId}`,
    emitted(
      orderDecider,
      place,
      ...confirming,
      { type: 'ShipOrder', trackingNumber: '00340434161094000001' },
      { type: 'RecordPaymentCaptured', amount: total },
      { type: 'DeliverOrder' },
      { type: 'CompleteOrder' },
      { type: 'ReturnItems', returnId, lines: [{ productId: headphones, quantity: 1 }], reason: 'too loud' },
      { type: 'IssueRefund', refundId, amount: euro(7999), reason: 'one came back' },
    ),
  ],
  [
    `order-declined-${orderId}`,
    emitted(
      orderDecider,
      { ...place, cartRevision: null },
      { type: 'RecordPaymentDeclined', reason: 'card_declined' },
      { type: 'CancelOrder', reason: 'payment_declined', note: null, by: { id: 'order-saga', role: 'system' } },
    ),
  ],
  [
    `order-cancelled-${orderId}`,
    emitted(orderDecider, place, ...confirming, {
      type: 'CancelOrder',
      reason: 'requested_by_customer',
      note: 'ordered twice',
      by: { id: customerId, role: 'customer' },
    }),
  ],
  [
    `payment-${orderId}`,
    emitted(
      paymentDecider,
      pay,
      { type: 'RecordAuthorization', reference: 'auth-1' },
      { type: 'RequestCapture', attempt: 1 },
      { type: 'RecordCaptureFailure', attempt: 1, error },
      { type: 'RequestCapture', attempt: 2 },
      { type: 'RecordCapture' },
      { type: 'RequestRefund', refundId, amount: euro(7999), attempt: 1 },
      { type: 'RecordRefundFailure', refundId, attempt: 1, error },
      { type: 'RequestRefund', refundId, amount: euro(7999), attempt: 2 },
      { type: 'RecordRefund', refundId },
    ),
  ],
  [
    `payment-void-${orderId}`,
    emitted(
      paymentDecider,
      pay,
      { type: 'RequestVoid', attempt: 1, because: 'the order was cancelled' },
      { type: 'RecordVoidFailure', attempt: 1, error },
      { type: 'RequestVoid', attempt: 2, because: 'the order was cancelled' },
      { type: 'RecordVoid' },
    ),
  ],
  [`payment-declined-${orderId}`, emitted(paymentDecider, pay, { type: 'RecordDecline', reason: 'card_declined' })],
  [
    `notification-${orderId}`,
    emitted(
      notificationDecider,
      mail,
      { type: 'RecordFailure', attempt: 1, error: 'mailbox busy', final: false },
      { type: 'RecordSent', attempt: 2 },
    ),
  ],
];
