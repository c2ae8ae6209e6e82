import type { OrderId } from '../ids.ts';

/** Crockford's base 32: no I, L, O or U, so that nobody misreads a number on the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A short text for people, as `S-7K3F-9QXM`: the first 40 bits of the order's id. */
export function orderNumberOf(orderId: OrderId): string {
  let rest = Number.parseInt(orderId.replaceAll('-', '').slice(0, 10), 16);
  let text = '';
  for (let digit = 0; digit < 8; digit += 1) {
    text = `${alphabet[rest % 32] ?? '0'}${text}`;
    rest = Math.floor(rest / 32);
  }
  return `S-${text.slice(0, 4)}-${text.slice(4)}`;
}
