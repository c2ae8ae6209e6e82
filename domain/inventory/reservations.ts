import type { OrderId } from '../ids.ts';
import type { Allocation } from './events.ts';

/** What one order holds of a product until it is shipped or given up. */
type Reservation = { readonly orderId: OrderId; readonly allocations: readonly Allocation[] };

/**
 * The open reservations of a product, by order. A list and not a record: a product that everybody wants has ten
 * thousand of them, and copying a list so long costs a hundredth of copying a record.
 */
export type Reservations = readonly Reservation[];

export function reservationOf(reservations: Reservations, orderId: OrderId): Reservation | undefined {
  const found = reservations[placeOf(reservations, orderId)];
  return found?.orderId === orderId ? found : undefined;
}

/** An order holds what it was given last. */
export function withReservation(reservations: Reservations, reservation: Reservation): Reservations {
  const place = placeOf(reservations, reservation.orderId);
  const replaced = reservations[place]?.orderId === reservation.orderId ? 1 : 0;
  return reservations.toSpliced(place, replaced, reservation);
}

export function withoutReservation(reservations: Reservations, orderId: OrderId): Reservations {
  const place = placeOf(reservations, orderId);
  return reservations[place]?.orderId === orderId ? reservations.toSpliced(place, 1) : reservations;
}

/** Where an order is in the list, or where it would be. */
function placeOf(reservations: Reservations, orderId: OrderId): number {
  let [low, high] = [0, reservations.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reservations[middle]!.orderId < orderId) low = middle + 1;
    else high = middle;
  }
  return low;
}
