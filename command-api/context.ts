import type { Role } from '../domain/user/roles.ts';
import type { Actor } from '../engine/log/event.ts';
import type { Caller } from '../http/caller.ts';
import { contextWith } from '../http/command-context.ts';

/**
 * The role a caller acts in: the first of `preferred` that they have. Commands on one's own things prefer
 * `customer`, those on the shop's prefer `admin`.
 */
export function actorOf(caller: Caller, ...preferred: readonly Role[]): Actor {
  const order: readonly Role[] = [...preferred, 'admin', 'vendor', 'customer'];
  return { id: caller.userId, role: order.find((role) => caller.roles.includes(role)) ?? 'customer' };
}

/** The context of the command in a request. Roles name which the caller acts in first: `@Context('customer')`. */
export const Context = (...preferred: readonly Role[]) => contextWith((caller) => actorOf(caller, ...preferred));
