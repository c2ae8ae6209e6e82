/** A fact in the shop's words. */
export type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data };

/** Keeps a `switch` exhaustive: reached only by a value the types do not know, which is then returned as it came. */
export function unreachable<T>(_impossible: never, otherwise: T): T {
  return otherwise;
}
