/** The id in a stream's name: `cart-<userId>` tells the user. */
export function idIn(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}

/** The UTC day of an instant, as `2026-02-28`. */
export function dayOf(time: string): string {
  return time.slice(0, 10);
}
