import { commandExample, idExample, positionExample } from '../examples.ts';
import type { CommandDoc } from '../refusals.ts';
import { addressExample } from '../users/address.dto.ts';

const checkout = {
  paymentMethod: 'card',
  paymentToken: 'tok_ok',
  shippingAddress: addressExample,
  expectedTotal: { amount: 15998, currency: 'EUR' },
};

const placed = {
  id: idExample,
  orderNumber: 'S-7K3F-9QXM',
  status: 'placed',
  total: { amount: 15998, currency: 'EUR' },
  revision: 0,
  position: positionExample,
};

const waiting =
  ' With `Prefer: wait=<seconds, at most 10>` the answer comes when the order is confirmed or cancelled, or after ' +
  'that time. 60 orders a minute by default, checkouts included.';

export const docs = {
  place: {
    summary: 'Place an order',
    description:
      'Places an order of up to 100 lines; the same product twice is summed. Never refused for stock: the order is ' +
      'confirmed or cancelled soon afterwards.' +
      waiting,
    body: { items: [{ productId: idExample, quantity: 2 }], ...checkout },
    status: 201,
    answer: placed,
    problems: [
      'not-found',
      'coupon-not-found',
      'product-unavailable',
      'mixed-currencies',
      'price-changed',
      'rate-limited',
    ],
  },
  checkOut: {
    summary: 'Check out',
    description: `Makes an order of the caller’s cart and empties it. Two checkouts of one cart make one order.${waiting}`,
    body: checkout,
    status: 201,
    answer: placed,
    problems: [
      'not-found',
      'coupon-not-found',
      'cart-empty',
      'product-unavailable',
      'mixed-currencies',
      'price-changed',
      'revision-mismatch',
      'rate-limited',
    ],
  },
  cancel: {
    summary: 'Cancel an order',
    description:
      'Cancels an order that has not shipped; its stock and payment are given back. For its customer and admins.',
    body: { reason: 'ordered twice' },
    answer: commandExample,
    problems: ['not-found', 'illegal-transition', 'revision-mismatch'],
  },
  advance: {
    summary: 'Move an order on',
    description:
      'Ships, delivers, completes or cancels an order. An illegal step names the legal ones; `confirmed` is for the ' +
      'shop itself to reach.',
    body: { status: 'shipped', trackingNumber: '00340434161094000001' },
    answer: commandExample,
    problems: ['not-found', 'illegal-transition', 'revision-mismatch'],
  },
  returns: {
    summary: 'Send things back',
    description:
      'Takes delivered things back into stock, without a refund. The id is the return’s, the revision the order’s.',
    body: { lines: [{ productId: idExample, quantity: 1 }], reason: 'too small' },
    status: 201,
    answer: commandExample,
    problems: ['not-found', 'illegal-transition', 'return-too-large', 'revision-mismatch'],
  },
  refund: {
    summary: 'Give money back',
    description:
      'Gives back an amount, by default what is left of what was captured. The id is the refund’s, the revision the order’s.',
    body: { amount: { amount: 7999, currency: 'EUR' }, reason: 'one came broken' },
    status: 201,
    answer: commandExample,
    problems: ['not-found', 'refund-too-large', 'revision-mismatch'],
  },
} satisfies Record<string, CommandDoc>;
