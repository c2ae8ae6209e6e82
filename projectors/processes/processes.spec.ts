import { expect, test } from '@jest/globals';
import { at, fold, logOf } from '../../test/folds/log.ts';
import { processes } from './processes.ts';

const order = (type: string) => ({ stream: 'order-1', type });
const payment = (type: string, data: object = {}) => ({ stream: 'payment-1', type, data });
const waits = (...lines: ReturnType<typeof payment>[]) => Object.values(fold(processes, logOf(lines)));

test('an order waits for its stock, then for the answer of the card', () => {
  const log = logOf([
    order('OrderPlaced'),
    order('OrderStockReserved'),
    payment('PaymentRequested', { method: 'card' }),
  ]);
  expect(fold(processes, log.slice(0, 1))).toMatchObject({ '1/stock': { waitingFor: 'stock' } });
  expect(fold(processes, log)).toEqual({
    '1/payment-answer': {
      orderId: '1',
      waitingFor: 'payment-answer',
      since: '2026-03-01T10:00:02.000Z',
      attempts: 1,
      lastError: null,
      position: at(2),
    },
  });
});

test.each(['PaymentAuthorized', 'PaymentDeclined'])('after %s nothing waits', (answer) => {
  expect(waits(payment('PaymentRequested', { method: 'card' }), payment(answer))).toEqual([]);
});

test('cash waits for nobody', () => {
  expect(waits(payment('PaymentRequested', { method: 'cash_on_delivery' }))).toEqual([]);
});

test('an order that is cancelled waits for stock no longer', () => {
  expect(fold(processes, logOf([order('OrderPlaced'), order('OrderCancelled')]))).toEqual({});
});

test('a payment that is given up waits for its void instead of its answer', () => {
  const asked = [payment('PaymentRequested', { method: 'card' }), payment('PaymentVoidRequested', { attempt: 1 })];
  expect(waits(...asked)).toMatchObject([{ waitingFor: 'void', attempts: 1 }]);
  expect(waits(...asked, payment('PaymentVoidFailed', { attempt: 1, error: 'down' }))).toMatchObject([
    { waitingFor: 'void', attempts: 1, lastError: 'down' },
  ]);
  expect(waits(...asked, payment('PaymentVoided'))).toEqual([]);
});

test('a capture that fails is waited for since the first attempt, with the last error', () => {
  const failed = [
    payment('PaymentCaptureRequested', { attempt: 1 }),
    payment('PaymentCaptureFailed', { attempt: 1, error: 'down' }),
    payment('PaymentCaptureRequested', { attempt: 2 }),
  ];
  expect(waits(...failed)).toMatchObject([
    { waitingFor: 'capture', since: '2026-03-01T10:00:00.000Z', attempts: 2, lastError: 'down' },
  ]);
  expect(waits(...failed, payment('PaymentCaptured'))).toEqual([]);
});

test('each refund is waited for on its own', () => {
  const refund = (type: string, refundId: string) => payment(type, { refundId, attempt: 1, error: 'down' });
  const log = [
    refund('PaymentRefundRequested', 'a'),
    refund('PaymentRefundRequested', 'b'),
    refund('PaymentRefundFailed', 'b'),
    refund('PaymentRefunded', 'a'),
  ];
  expect(waits(...log)).toMatchObject([{ orderId: '1', waitingFor: 'refund', attempts: 1, lastError: 'down' }]);
});
