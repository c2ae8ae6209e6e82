import type { Role } from '../domain/user/roles.ts';
import { Roles as OneOfRoles } from '../http/access.ts';
import type { Caller as AnyCaller } from '../http/caller.ts';

/** Who sends a request, with their roles in the shop. */
export type Caller = AnyCaller<Role>;

/** Callers with one of these roles in the shop; 403 for others. */
export const Roles = OneOfRoles<Role>;
