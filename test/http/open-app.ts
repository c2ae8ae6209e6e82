import { roles } from '../../domain/user/roles.ts';
import { EventCodec } from '../../engine/log/event-codec.ts';
import { AccessTokens } from '../../http/access-tokens.ts';
import { createHttpApp, type HttpApp } from '../../http/create-http-app.ts';
import type { HttpAppOptions } from '../../http/http-app-options.ts';
import { silentLog } from '../../http/log.ts';
import { MemoryCache } from '../rough/cache.ts';
import { MemoryRegistry } from '../rough/registry.ts';
import { MemoryKeyVault } from '../rough/key-vault.ts';

export const tokensOfATest = () => new AccessTokens({ secret: 'the secret of a test', roles });

export type OpenApp = { readonly http: HttpApp; readonly port: number; readonly origin: string };

/** The shell around a module, on a free port of the loopback. */
export async function openApp(
  module: Parameters<typeof createHttpApp>[0],
  options: Partial<HttpAppOptions> & Pick<HttpAppOptions, 'service'>,
): Promise<OpenApp> {
  const http = await createHttpApp(module, {
    log: silentLog,
    registry: new MemoryRegistry(),
    sealing: new EventCodec({}, new MemoryKeyVault()),
    cache: new MemoryCache(),
    pepper: new Uint8Array(32),
    accessTokens: tokensOfATest(),
    ...options,
  });
  const port = await http.listen(0, '127.0.0.1');
  return { http, port, origin: `http://127.0.0.1:${port}` };
}
