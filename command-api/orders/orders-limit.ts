/** The name of the rate limit on placing orders, checkouts included. */
export const ordersLimit = 'orders';
