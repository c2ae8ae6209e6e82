/** Now, as RFC 3339 UTC with milliseconds. Only the edges read the clock; rules get time handed in. */
export type Clock = () => string;

export const systemClock: Clock = () => new Date().toISOString();

/** Milliseconds since some moment, which only grow: for how long something lasts, whatever is done to the wall clock. */
export type MonotonicClock = () => number;

export const monotonicClock: MonotonicClock = () => performance.now();
