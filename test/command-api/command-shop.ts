import { CommandApiModule } from '../../command-api/command-api.module.ts';
import type { CommandDependencies } from '../../command-api/dependencies.ts';
import { ensureAdmin } from '../../command-api/auth/ensure-admin.ts';
import { refusals } from '../../command-api/refusals.ts';
import { eventTypes } from '../../domain/event-types.ts';
import type { PasswordHasher } from '../../engine/outside/password-hasher.ts';
import type { ProjectionAdmin } from '../../engine/projections/ports/projection-admin.ts';
import type { HttpAppOptions } from '../../http/http-app-options.ts';
import { silentLog } from '../../http/log.ts';
import type { HttpApp } from '../../http/create-http-app.ts';
import { ask, type Question, type Reply } from '../http/ask.ts';
import { openApp, tokensOfATest } from '../http/open-app.ts';
import { MemoryShop } from '../rough/memory-shop.ts';

/** Not for real passwords: as slow as text comparison. */
export const plainHasher: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (hash, password) => hash === `plain:${password}`,
};

const noProjections: ProjectionAdmin = {
  list: async () => [],
  show: async () => null,
  rebuild: async () => ({ outcome: 'not-found' }),
  cancel: async () => 'not-found',
  rollback: async () => 'not-found',
  parked: async () => [],
  retryParked: async () => false,
  discardParked: async () => false,
};

export const newlyStored = () => new MemoryShop(eventTypes);

export type CommandShop = {
  readonly http: HttpApp;
  readonly origin: string;
  readonly stored: MemoryShop;
  readonly dependencies: CommandDependencies;
  send(method: string, path: string, sent?: Question): Promise<Reply>;
  /** Registers somebody new and logs them in. */
  person(email: string, ...granted: readonly string[]): Promise<{ id: string; token: string; refreshToken: string }>;
  admin(): Promise<string>;
  close(): Promise<void>;
};

/** The command API on doubles in memory, listening on a free port of the loopback. */
export async function commandShop(
  options: { stored?: MemoryShop; dependencies?: Partial<CommandDependencies>; http?: Partial<HttpAppOptions> } = {},
): Promise<CommandShop> {
  const stored = options.stored ?? newlyStored();
  const { store, vault, registry, cache } = stored;
  const accessTokens = tokensOfATest();
  const pepper = await vault.pepper();
  const dependencies: CommandDependencies = {
    executor: stored.newExecutor(),
    head: () => store.head(),
    registry,
    cache,
    pepper,
    passwordHasher: plainHasher,
    accessTokens,
    projectionAdmin: noProjections,
    lookup: { members: async () => [] },
    finishErasure: async () => null,
    resumeProcess: async () => false,
    log: silentLog,
    currency: 'EUR',
    ...options.dependencies,
  };
  const shell = {
    service: 'command-api',
    problems: refusals,
    registry,
    sealing: stored.codec,
    cache,
    pepper,
    accessTokens,
    ...options.http,
  };
  const { http, origin } = await openApp(CommandApiModule.with(dependencies), shell);
  const send = (method: string, path: string, question?: Question) => ask(method, `${origin}/api/v1${path}`, question);

  const login = async (email: string, password: string) =>
    (await send('POST', '/auth/login', { body: { email, password } })).body;

  async function admin(): Promise<string> {
    await ensureAdmin(dependencies, 'admin@example.com', 'admin-password');
    return (await login('admin@example.com', 'admin-password')).accessToken;
  }

  async function person(email: string, ...granted: readonly string[]) {
    const password = 'correct horse battery';
    const { body } = await send('POST', '/auth/register', { body: { email, password, fullName: 'Ada Lovelace' } });
    if (granted.length > 0) {
      const token = await admin();
      for (const role of granted) await send('POST', `/users/${body.id}/roles`, { token, body: { role } });
    }
    const { accessToken, refreshToken } = await login(email, password);
    return { id: body.id as string, token: accessToken as string, refreshToken: refreshToken as string };
  }

  return { http, origin, stored, dependencies, send, person, admin, close: () => http.close() };
}
