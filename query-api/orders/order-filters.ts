import type { OrderStatus } from '../../domain/order/state.ts';
import type { Filter, Order } from '../../engine/projections/ports/view-store.ts';
import { hasRole } from '../../http/caller.ts';
import type { ParameterDoc } from '../../http/documented.ts';
import { textParameter, timeParameter, wordParameter } from '../../http/list-parameters.ts';
import type { Query as QueryString } from '../../http/list-parameters.ts';
import type { Caller } from '../access.ts';

export const statuses = [
  'placed',
  'confirmed',
  'shipped',
  'delivered',
  'completed',
  'cancelled',
] as const satisfies readonly OrderStatus[];

/** Reads the filters of a list of orders; 400 when malformed. Only an admin may ask for another's orders. */
export function orderFilters(query: QueryString, caller: Caller): readonly Filter[] {
  const status = wordParameter(query, 'status', statuses);
  const from = timeParameter(query, 'from');
  const to = timeParameter(query, 'to');
  const customerId = textParameter(query, 'customerId')?.toLowerCase();
  return [
    ...concerning(caller, customerId),
    ...(status === undefined ? [] : [{ field: 'status', equals: status }]),
    ...(from === undefined ? [] : [{ field: 'createdAt', atLeast: from }]),
    ...(to === undefined ? [] : [{ field: 'createdAt', below: to }]),
  ];
}

/** An admin's are all, a customer's the own, a vendor's those with own products, too. */
function concerning(caller: Caller, customerId: string | undefined): readonly Filter[] {
  if (hasRole(caller, 'admin')) return customerId === undefined ? [] : [{ field: 'customerId', equals: customerId }];
  if (hasRole(caller, 'vendor')) return [{ field: 'parties', contains: caller.userId }];
  return [{ field: 'customerId', equals: caller.userId }];
}

export const newestFirst: readonly Order[] = [
  { field: 'createdAt', direction: 'descending' },
  { field: 'placedAt', direction: 'descending' },
];

export const orderQuery = {
  status: { description: `One of ${statuses.join(', ')}.`, example: 'confirmed' },
  customerId: { description: "One customer's orders; for admins." },
  from: { description: 'Placed at or after this time.', example: '2026-03-01T00:00:00Z' },
  to: { description: 'Placed before this time.', example: '2026-04-01T00:00:00Z' },
} as const satisfies Readonly<Record<string, ParameterDoc>>;
