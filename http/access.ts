import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Caller } from './caller.ts';
import type { ShellRequest } from './request.ts';

export const accessKey = 'storied:access';
export const ignoresTokenKey = 'storied:ignores-token';

/** Who may call an operation. Every operation says it; the shell refuses to start otherwise. */
export type Access =
  | { readonly who: 'anyone' }
  | { readonly who: 'signed-in' }
  | { readonly who: 'roles'; readonly roles: readonly string[] };

/** Anyone; a caller who sends a token is known all the same, and a bad token is refused. */
export const Public = () => SetMetadata(accessKey, { who: 'anyone' } satisfies Access);

/** Anyone with a live access token. */
export const SignedIn = () => SetMetadata(accessKey, { who: 'signed-in' } satisfies Access);

/** Callers with one of the roles; 403 for others. */
export const Roles = <Role extends string>(...roles: readonly Role[]) =>
  SetMetadata(accessKey, { who: 'roles', roles } satisfies Access);

/** Whether a token that a public operation does not need is looked at. Off for register, login and the like. */
export const IgnoresToken = () => SetMetadata(ignoresTokenKey, true);

/** The caller: `Caller`, or undefined in a public operation without a token. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller | undefined => {
  return context.switchToHttp().getRequest<ShellRequest>().caller;
});
