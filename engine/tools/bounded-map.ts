/**
 * A map that drops what was set longest ago as soon as its entries weigh more than `most`; unless told otherwise each
 * weighs 1. Setting a key again makes it the newest, reading does not.
 */
export class BoundedMap<Key, Value> {
  private readonly kept = new Map<Key, Value>();
  private weight = 0;

  constructor(
    private readonly most: number,
    private readonly weightOf: (value: Value) => number = () => 1,
  ) {}

  get(key: Key): Value | undefined {
    return this.kept.get(key);
  }

  set(key: Key, value: Value): void {
    this.delete(key);
    this.kept.set(key, value);
    this.weight += this.weightOf(value);
    while (this.weight > this.most) this.delete(this.kept.keys().next().value as Key);
  }

  delete(key: Key): void {
    const value = this.kept.get(key);
    if (this.kept.delete(key)) this.weight -= this.weightOf(value as Value);
  }

  /** From the one set longest ago to the newest. */
  entries(): IterableIterator<[Key, Value]> {
    return this.kept.entries();
  }
}
