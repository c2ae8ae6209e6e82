import { Module, type Type } from '@nestjs/common';
import type { Role } from '../../domain/user/roles.ts';
import type { HttpAppOptions } from '../../http/http-app-options.ts';
import { openApp, tokensOfATest, type OpenApp } from './open-app.ts';

export type SmallApp = OpenApp & {
  /** An access token of the user `u1` in the session `s1`. */
  token(...roles: readonly Role[]): string;
};

/** The shell around a few controllers of a test, on a free port of the loopback. */
export async function smallApp(
  controllers: readonly Type<unknown>[],
  options: Partial<HttpAppOptions> = {},
): Promise<SmallApp> {
  const accessTokens = tokensOfATest();

  @Module({ controllers: [...controllers] })
  class SmallModule {}

  const app = await openApp(SmallModule, { service: 'small', accessTokens, ...options });
  const token = (...roles: readonly Role[]) => accessTokens.issue({ userId: 'u1', roles, sessionId: 's1' });
  return { ...app, token };
}
