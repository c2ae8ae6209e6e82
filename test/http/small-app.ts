import { Module, type Type } from '@nestjs/common';
import { AccessTokens } from '../../http/access-tokens.ts';
import type { RoleName } from '../../http/caller.ts';
import { createHttpApp, type HttpApp } from '../../http/create-http-app.ts';
import type { HttpAppOptions } from '../../http/http-app-options.ts';
import { silentLog } from '../../http/log.ts';
import { MemoryKeyValue } from '../rough/key-value.ts';

export type SmallApp = {
  readonly http: HttpApp;
  readonly origin: string;
  readonly port: number;
  readonly keyValue: MemoryKeyValue;
  /** An access token of the user `u1` in the session `s1`. */
  token(...roles: readonly RoleName[]): string;
};

/** The shell around a few controllers of a test, on a free port of the loopback. */
export async function smallApp(
  controllers: readonly Type<unknown>[],
  options: Partial<HttpAppOptions> = {},
): Promise<SmallApp> {
  const keyValue = new MemoryKeyValue();
  const accessTokens = new AccessTokens({ secret: 'the secret of a test' });

  @Module({ controllers: [...controllers] })
  class SmallModule {}

  const http = await createHttpApp(SmallModule, {
    service: 'small',
    log: silentLog,
    keyValue,
    pepper: new Uint8Array(32),
    accessTokens,
    ...options,
  });
  const port = await http.listen(0, '127.0.0.1');
  const token = (...roles: readonly RoleName[]) => accessTokens.issue({ userId: 'u1', roles, sessionId: 's1' });
  return { http, origin: `http://127.0.0.1:${port}`, port, keyValue, token };
}
