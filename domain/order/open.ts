import type { OrderStatus } from './state.ts';

/** The statuses of orders that somebody still waits for. */
export const openStatuses = ['placed', 'confirmed', 'shipped'] as const satisfies readonly OrderStatus[];

export function isOpen({ status }: { readonly status: OrderStatus }): boolean {
  return (openStatuses as readonly OrderStatus[]).includes(status);
}
