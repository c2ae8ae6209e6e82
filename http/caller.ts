import type { Actor } from '../engine/log/event.ts';

export type RoleName = 'customer' | 'vendor' | 'admin';

/** Who sends a request, as its access token says. */
export type Caller = {
  readonly userId: string;
  readonly roles: readonly RoleName[];
  readonly sessionId: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
};

export function hasRole(caller: Caller, role: RoleName): boolean {
  return caller.roles.includes(role);
}

/**
 * The role a caller acts in: the first of `preferred` that they have. Commands on one's own things prefer
 * `customer`, those on the shop's prefer `admin`.
 */
export function actorOf(caller: Caller, ...preferred: readonly RoleName[]): Actor {
  const order: readonly RoleName[] = [...preferred, 'admin', 'vendor', 'customer'];
  return { id: caller.userId, role: order.find((role) => caller.roles.includes(role)) ?? 'customer' };
}
