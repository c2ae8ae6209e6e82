import type { JsonObject } from '../engine/log/json.ts';

/**
 * What the process managers write, for the event registry. Decisions hold nothing personal and no secrets. Version 1
 * named its input by a position and a log instead of a stream and a revision: histories still show them, and nothing
 * else reads them.
 */
export const processEventTypes = { OrderProcessAdvanced: { version: 2, upcasters: { 1: (data: JsonObject) => data } } };
