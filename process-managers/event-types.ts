/** What the process managers write, for the event registry. Decisions hold nothing personal and no secrets. */
export const processEventTypes = { OrderProcessAdvanced: { version: 1 } } as const;
