import { money, sumOf } from '../money.ts';
import type { Money } from '../money.ts';
import type { OrderId, UserId } from '../ids.ts';
import type { Address } from '../user/events.ts';
import type { By, CancellationReason, Charge, OrderEvent, OrderLine, PaymentMethod, ReturnedLine } from './events.ts';
import { evolve } from './evolve.ts';
import type { FulfilmentStatus, Order, OrderStatus, PaymentStatus } from './state.ts';

/** An order as people are shown it; history diffs point into this document. */
export type OrderView = {
  readonly id: OrderId;
  readonly orderNumber: string;
  readonly customerId: UserId;
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly fulfilmentStatus: FulfilmentStatus;
  readonly lines: readonly OrderLine[];
  readonly subtotal: Money;
  readonly discount: Money;
  readonly charges: readonly Charge[];
  readonly total: Money;
  readonly refunded: Money;
  readonly returns: readonly {
    readonly id: string;
    readonly lines: readonly ReturnedLine[];
    readonly reason: string | null;
    readonly at: string;
  }[];
  readonly refunds: readonly {
    readonly id: string;
    readonly amount: Money;
    readonly reason: string | null;
    readonly at: string;
  }[];
  readonly paymentMethod: PaymentMethod;
  readonly shippingAddress: Address | null;
  readonly trackingNumber?: string;
  readonly cancellation?: {
    readonly reason: CancellationReason;
    readonly note?: string;
    readonly by: By;
    readonly at: string;
  };
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly revision: number;
};

/** What a vendor may see of an order: the own lines, nothing about the buyer or the payment. */
export type VendorOrderView = Pick<
  OrderView,
  'id' | 'orderNumber' | 'status' | 'fulfilmentStatus' | 'lines' | 'subtotal' | 'createdAt' | 'updatedAt' | 'revision'
>;

/** An order's event with what the fold needs of its envelope. */
type TimedOrderEvent = OrderEvent & { readonly time: string; readonly revision: number };

/** The order's document after an event of its stream; null before it was placed. */
export function foldOrderView(id: OrderId, view: OrderView | null, event: TimedOrderEvent): OrderView | null {
  const order = evolve(view === null ? null : orderOf(view), event);
  if (order === null) return null;
  const { trackingNumber, cancellation } = order;
  return {
    id,
    orderNumber: order.orderNumber,
    customerId: order.customerId,
    status: order.status,
    paymentStatus: order.paymentStatus,
    fulfilmentStatus: order.fulfilmentStatus,
    lines: order.lines,
    subtotal: order.subtotal,
    discount: order.discount,
    charges: order.charges,
    total: order.total,
    refunded: order.refunded,
    returns: order.returns.map((each, index) => ({ ...each, at: view?.returns[index]?.at ?? event.time })),
    refunds: order.refunds.map((each, index) => ({ ...each, at: view?.refunds[index]?.at ?? event.time })),
    paymentMethod: order.paymentMethod,
    shippingAddress: order.shippingAddress,
    ...(trackingNumber === null ? {} : { trackingNumber }),
    ...(cancellation === null
      ? {}
      : {
          cancellation: {
            reason: cancellation.reason,
            ...(cancellation.note === null ? {} : { note: cancellation.note }),
            by: cancellation.by,
            at: view?.cancellation?.at ?? event.time,
          },
        }),
    createdAt: view?.createdAt ?? event.time,
    updatedAt: event.time,
    revision: event.revision,
  };
}

/** The vendor's part of an order; null when none of its lines is the vendor's. */
export function vendorOrderView(view: OrderView, vendorId: UserId): VendorOrderView | null {
  const lines = view.lines.filter((line) => line.vendorId === vendorId);
  if (lines.length === 0) return null;
  const { id, orderNumber, status, fulfilmentStatus, createdAt, updatedAt, revision } = view;
  const subtotal = sumOf(
    view.total.currency,
    lines.map((line) => line.lineTotal),
  );
  return { id, orderNumber, status, fulfilmentStatus, lines, subtotal, createdAt, updatedAt, revision };
}

/** Back to a state, as far as later events depend on it: what is not shown does not shape what is. */
function orderOf(view: OrderView): Order {
  const { trackingNumber, cancellation } = view;
  const captured = ['paid', 'partially_refunded', 'refunded'].includes(view.paymentStatus);
  return {
    ...view,
    buyer: null,
    stockReserved: false,
    captured: captured ? view.total : money(0, view.total.currency),
    returns: view.returns.map(({ id, lines, reason }) => ({ id, lines, reason })),
    refunds: view.refunds.map(({ id, amount, reason }) => ({ id, amount, reason })),
    paymentToken: null,
    trackingNumber: trackingNumber ?? null,
    cancellation: cancellation === undefined ? null : { ...cancellation, note: cancellation.note ?? null },
    confirmedAt: null,
  };
}
