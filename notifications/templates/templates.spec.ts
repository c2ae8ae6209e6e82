import { describe, expect, test } from '@jest/globals';
import type { OrderPayload } from '../../domain/messages/messages.ts';
import { amountText } from './amount.ts';
import { written } from './letter.ts';
import { letterFor, type ToldMessage } from './templates.ts';

const order: OrderPayload = {
  order_id: 'o1',
  order_number: 'S-1042',
  user_id: 'ada',
  user_email: 'ada@example.com',
  user_name: 'Ada',
  items: [{ product_id: 'soap', name: 'Soap & Co', quantity: 2, price: 500, total_amt: 1000 }],
  total_amount: 1000,
  currency: 'EUR',
  payment_method: 'card',
  status: 'confirmed',
};

const mail = (type: Exclude<ToldMessage['type'], 'user.registered'>, changes: Partial<OrderPayload> = {}) =>
  written(letterFor({ type, payload: { ...order, ...changes } }));

test.each([
  [7999, 'EUR', '€79.99'],
  [5, 'EUR', '€0.05'],
  [500, 'JPY', '¥500'],
  [1250, 'KWD', 'KWD\u00a01.250'],
  [-1050, 'USD', '-$10.50'],
  [9_000_000_000_000_001, 'EUR', '€90,000,000,000,000.01'],
])('%d minor units of %s are %s', (amount, currency, text) => expect(amountText(amount, currency)).toBe(text));

describe('mails', () => {
  test('a new customer is welcomed by name', () => {
    const payload = { user_id: 'ada', user_email: 'ada@example.com', user_name: 'Ada' };
    const { subject, text } = written(letterFor({ type: 'user.registered', payload }));
    expect(subject).toBe('Welcome to Storied');
    expect(text).toContain('Hello Ada,');
  });

  test('a confirmation lists what was bought and how it is paid', () => {
    const { subject, text } = mail('order.confirmed');
    expect(subject).toBe('Your order S-1042 is confirmed');
    expect(text).toBe(
      [
        'Hello Ada,',
        'Thank you for your order S-1042. It is confirmed:',
        '  2 × Soap & Co: €10.00\n  Total: €10.00',
        'Your card will be charged when the order leaves our warehouse.',
        'The Storied shop',
      ].join('\n\n'),
    );
    expect(mail('order.confirmed', { payment_method: 'cash_on_delivery' }).text).toContain(
      'You pay €10.00 when it is delivered.',
    );
  });

  test('a payment is confirmed with its amount', () =>
    expect(mail('order.paid').text).toContain('We have received €10.00 for your order S-1042.'));

  test('a shipment tells the tracking number, when there is one', () => {
    expect(mail('order.shipped', { tracking_number: 'T-7' }).text).toContain('Its tracking number is T-7.');
    expect(mail('order.shipped', { tracking_number: null }).text).toContain('It will be with you soon.');
  });

  test.each([
    ['out_of_stock', 'not everything you ordered is in stock'],
    ['payment_declined', 'Your card was declined'],
    ['payment_timeout', 'Your card had no answer in time'],
    ['requested_by_customer', 'as you asked us to'],
    ['requested_by_admin', 'Our team had to cancel it'],
  ])('an order that was cancelled for %s says so', (cancellation_reason, words) =>
    expect(mail('order.cancelled', { cancellation_reason }).text).toContain(words),
  );

  test('a refund tells what comes back', () =>
    expect(mail('order.refunded', { refund_amount: 250 }).text).toContain('We are sending €2.50 back to you'));

  test('what people typed cannot become HTML', () => {
    const name = '<img src=x onerror="alert(1)"> & \'co\'';
    const { html, text } = mail('order.confirmed', {
      user_name: name,
      items: [{ product_id: 'p', name, quantity: 1, price: 1000, total_amt: 1000 }],
    });
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;co&#39;');
    expect(text).toContain(name);
  });

  test('a name of several lines is greeted on one', () =>
    expect(mail('order.paid', { user_name: 'Ada\r\n\r\nYour account is locked.\u2028Call us' }).text).toMatch(
      /^Hello Ada Your account is locked\. Call us,\n/,
    ));

  test('somebody without a name is greeted all the same', () =>
    expect(mail('order.paid', { user_name: null }).text).toMatch(/^Hello,/));
});
