import { CommandApiModule } from '../../command-api/command-api.module.ts';
import type { CommandDependencies } from '../../command-api/dependencies.ts';
import { ensureAdmin } from '../../command-api/auth/ensure-admin.ts';
import { eventTypes } from '../../domain/event-types.ts';
import { CommandExecutor } from '../../engine/commands/command-executor.ts';
import { EventCodec } from '../../engine/log/event-codec.ts';
import type { PasswordHasher } from '../../engine/outside/password-hasher.ts';
import type { ProjectionAdmin } from '../../engine/projections/ports/projection-admin.ts';
import { AccessTokens } from '../../http/access-tokens.ts';
import { createHttpApp, type HttpApp } from '../../http/create-http-app.ts';
import type { HttpAppOptions } from '../../http/http-app-options.ts';
import { silentLog } from '../../http/log.ts';
import { RoughEventStore } from '../rough/event-store.ts';
import { MemoryKeyValue } from '../rough/key-value.ts';
import { MemoryKeyVault } from '../rough/key-vault.ts';
import { MemorySnapshotStore } from '../rough/snapshot-store.ts';

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

/** What survives a restart. */
export type Stored = {
  readonly store: RoughEventStore;
  readonly vault: MemoryKeyVault;
  readonly keyValue: MemoryKeyValue;
  readonly snapshots: MemorySnapshotStore;
};

export const newlyStored = (): Stored => ({
  store: new RoughEventStore(),
  vault: new MemoryKeyVault(),
  keyValue: new MemoryKeyValue(),
  snapshots: new MemorySnapshotStore(),
});

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line typescript/no-explicit-any
  readonly body: any;
};

export type Sent = {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type CommandShop = {
  readonly http: HttpApp;
  readonly origin: string;
  readonly stored: Stored;
  readonly dependencies: CommandDependencies;
  send(method: string, path: string, sent?: Sent): Promise<Reply>;
  /** Registers somebody new and logs them in. */
  person(email: string, ...granted: readonly string[]): Promise<{ id: string; token: string; refreshToken: string }>;
  admin(): Promise<string>;
  close(): Promise<void>;
};

/** The command API on doubles in memory, listening on a free port of the loopback. */
export async function commandShop(
  options: { stored?: Stored; dependencies?: Partial<CommandDependencies>; http?: Partial<HttpAppOptions> } = {},
): Promise<CommandShop> {
  const stored = options.stored ?? newlyStored();
  const { store, vault, keyValue, snapshots } = stored;
  const accessTokens = new AccessTokens({ secret: 'the secret of a test' });
  const pepper = await vault.pepper();
  const dependencies: CommandDependencies = {
    executor: new CommandExecutor({ store, snapshots, codec: new EventCodec(eventTypes, vault) }),
    head: () => store.head(),
    keyValue,
    pepper,
    passwordHasher: plainHasher,
    accessTokens,
    projectionAdmin: noProjections,
    lookup: { members: async () => [] },
    finishErasure: async () => null,
    resumeProcess: () => false,
    log: silentLog,
    currency: 'EUR',
    ...options.dependencies,
  };
  const http = await createHttpApp(CommandApiModule.with(dependencies), {
    service: 'command-api',
    log: silentLog,
    keyValue,
    pepper,
    accessTokens,
    ...options.http,
  });
  const origin = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;

  async function send(method: string, path: string, { token, body, headers }: Sent = {}): Promise<Reply> {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text === '' ? null : JSON.parse(text) };
  }

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
