/** What the one gate for events knows of a product's events. */
export const productEventTypes = {
  ProductAdded: { version: 1 },
  ProductChanged: { version: 1 },
  ProductDiscontinued: { version: 1 },
} as const;
