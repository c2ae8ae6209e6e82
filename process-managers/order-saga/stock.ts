import type { InventoryEvent } from '../../domain/inventory/events.ts';
import type { OrderEventOf } from '../../domain/order/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import {
  cancelOrder,
  confirmOrder,
  deductStock,
  recordStockReserved,
  releaseAll,
  releaseStock,
  requestCapture,
  requestPayment,
  reserveStock,
  returnStock,
} from './commands.ts';
import { after, decided, type SagaConfig, type SagaDecision } from './decision.ts';
import { newProcess, waitingFor, withAllStock, withStock, type OrderProcess } from './process.ts';

const productOf = (event: { readonly stream: string }) => event.stream.slice('inventory-'.length);

/** A placed order has its stock reserved before anything else. */
export function startReserving(event: Recorded<OrderEventOf<'OrderPlaced'>>, process: OrderProcess): SagaDecision {
  if (process.step !== 'new') return null;
  const { lines, total, paymentMethod } = event.data;
  return decided(
    'reserve-stock',
    `The order was placed: its ${lines.length === 1 ? 'product is' : `${lines.length} products are`} reserved first.`,
    lines.map((line) => reserveStock(line.productId, line.quantity)),
    {
      ...newProcess,
      orderId: event.stream.slice('order-'.length),
      step: 'reserving',
      method: paymentMethod,
      total,
      lines: lines.map(({ productId, sku, quantity }) => ({ productId, sku, quantity, stock: 'asked' })),
      waiting: waitingFor(process, 'stock', event.time),
    },
  );
}

/** One line's answer, reserved or refused. Goes on when every line has its answer. */
export function hearStock(
  event: Recorded<Extract<InventoryEvent, { type: 'StockReserved' | 'StockReservationRefused' }>>,
  process: OrderProcess,
  config: SagaConfig,
): SagaDecision {
  const productId = productOf(event);
  const line = process.lines.find((one) => one.productId === productId);
  if (!line) return null;
  if (process.step === 'cancelled') {
    if (event.type !== 'StockReserved') return null;
    const because = `${line.sku} was reserved after the order had been cancelled: it goes back on sale.`;
    return decided(
      'release-late-reservation',
      because,
      [releaseStock(productId)],
      withStock(process, productId, 'released'),
    );
  }
  if (process.step !== 'reserving' || line.stock !== 'asked') return null;
  const heard =
    event.type === 'StockReserved'
      ? withStock(process, productId, 'reserved')
      : withStock(process, productId, 'refused', event.data.available);
  const open = heard.lines.filter((one) => one.stock === 'asked').length;
  if (open > 0) {
    const answer = event.type === 'StockReserved' ? 'reserved' : 'out of stock';
    return decided('await-stock', `${line.sku} is ${answer}; ${open} more to hear of.`, [], heard);
  }
  return heard.lines.some((one) => one.stock === 'refused')
    ? giveUpStock(heard)
    : takePayment(event.time, heard, config);
}

function giveUpStock(process: OrderProcess): SagaDecision {
  const missing = process.lines
    .filter((line) => line.stock === 'refused')
    .map((line) => `${line.sku} (${line.quantity} wanted, ${line.available ?? 0} available)`);
  return decided(
    'cancel-out-of-stock',
    `Cancelled because there is not enough stock: ${missing.join(', ')}. What was reserved goes back on sale.`,
    [...releaseAll(process), cancelOrder('out_of_stock')],
    {
      ...withAllStock(process, ['reserved'], 'released'),
      step: 'cancelled',
      cancelledFor: 'out_of_stock',
      waiting: null,
    },
  );
}

function takePayment(time: string, process: OrderProcess, config: SagaConfig): SagaDecision {
  const ask = [recordStockReserved, requestPayment(process.total, process.method)];
  if (process.method === 'cash_on_delivery') {
    const because = 'All products are reserved and the order is paid at the door: nothing else to wait for.';
    return decided('confirm', because, [...ask, confirmOrder], {
      ...process,
      step: 'confirmed',
      payment: 'requested',
      waiting: null,
    });
  }
  return decided(
    'request-payment',
    'All products are reserved: the card is authorized next.',
    ask,
    { ...process, step: 'paying', payment: 'requested', waiting: waitingFor(process, 'payment', time) },
    { payment: after(time, config.paymentTimeoutMs) },
  );
}

/** The parcel left: its stock leaves the books, and a card is charged now. */
export function hearShipped(event: Recorded<OrderEventOf<'OrderShipped'>>, process: OrderProcess): SagaDecision {
  if (process.step !== 'confirmed') return null;
  const card = process.method === 'card';
  const shipped: OrderProcess = { ...withAllStock(process, ['reserved'], 'deducted'), step: 'shipped' };
  return decided(
    card ? 'deduct-stock-and-capture' : 'deduct-stock',
    `The order was shipped: its stock leaves the warehouse${card ? ' and the card is charged' : '; it is paid at the door'}.`,
    [...process.lines.map((line) => deductStock(line.productId)), ...(card ? [requestCapture(1)] : [])],
    card
      ? { ...shipped, payment: 'capturing', captureAttempts: 1, waiting: waitingFor(process, 'capture', event.time) }
      : shipped,
  );
}

/** What comes back can be sold again; money goes back by a refund only. */
export function hearReturned(event: Recorded<OrderEventOf<'OrderReturned'>>, process: OrderProcess): SagaDecision {
  const { returnId, lines } = event.data;
  return decided(
    'restock-return',
    `${lines.length === 1 ? 'A product' : `${lines.length} products`} came back: on sale again.`,
    lines.map((line) => returnStock(line.productId, returnId, line.quantity)),
    process,
  );
}
