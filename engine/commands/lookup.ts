/** Rules over sets: which things there are of a kind that belong to one value, as `('open-orders', <customer's id>)`. */
export interface Lookup {
  /**
   * Ids of all members, as of an instant after the call began: it waits until what it looks in has reached the log's
   * head. Throws StoreUnavailable when that takes too long.
   */
  members(set: string, value: string): Promise<readonly string[]>;
}
