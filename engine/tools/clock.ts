/** Now, as RFC 3339 UTC with milliseconds. Only the edges read the clock; rules get time handed in. */
export type Clock = () => string;

export const systemClock: Clock = () => new Date().toISOString();
