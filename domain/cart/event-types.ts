/** What the one gate for events knows of a cart's events. */
export const cartEventTypes = {
  CartItemAdded: { version: 1 },
  CartItemQuantitySet: { version: 1 },
  CartItemRemoved: { version: 1 },
  CartCleared: { version: 1 },
  CartCheckedOut: { version: 1 },
} as const;
