import { Module } from '@nestjs/common';
import { join } from 'node:path';
import { OutboxMailer } from '../adapters/outbox/outbox-mailer.ts';
import { EmbeddedProviderBooks } from '../adapters/embedded/provider-books/provider-books.ts';
import { SimulatedPayments } from '../adapters/simulated-payments/simulated-payments.ts';
import { SmtpMailer } from '../adapters/smtp/smtp-mailer.ts';
import { ensureAdmin, isAdminWith } from '../command-api/auth/ensure-admin.ts';
import { CommandApiModule } from '../command-api/command-api.module.ts';
import { systemClock } from '../engine/tools/clock.ts';
import type { Mailer } from '../engine/outside/mailer.ts';
import { HeadSigner } from '../engine/audit/heads/signed-head.ts';
import { TreeFollower } from '../engine/audit/tree/tree-follower.ts';
import { Projections } from '../engine/projections/projections.ts';
import { Views } from '../engine/projections/views.ts';
import { AccessTokens } from '../http/access-tokens.ts';
import { createHttpApp } from '../http/create-http-app.ts';
import { projections } from '../projectors/projections.ts';
import { QueryApiModule } from '../query-api/query-api.module.ts';
import type { CommandDependencies } from '../command-api/dependencies.ts';
import { CannotStart, clearly } from './cannot-start.ts';
import { defaultAdmin } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { openEngineRoom } from './engine-room.ts';
import { openErasure } from './erasure.ts';
import { LogLookup } from '../projectors/sets/log-lookup.ts';
import type { Logger } from './logger.ts';
import { metricsText } from './metrics.ts';
import { healthNotes } from './health-notes.ts';
import { destroyKeysAgain } from '../process-managers/erasure/destroy-keys-again.ts';
import type { ErasureCause } from '../process-managers/erasure/erasure.ts';
import { finishForRequest } from '../process-managers/erasure/finish-for-request.ts';
import { loadSecrets } from './secrets.ts';
import { ViewLookup } from '../projectors/sets/view-lookup.ts';
import { startWorkers } from './workers.ts';

/** The whole shop in one process. */
export type Shop = {
  readonly port: number;
  /** Lets requests and work under way end, then closes everything. */
  close(): Promise<void>;
};

@Module({})
class ShopModule {}

/** Opens the data folder, starts every part of the shop on it and listens. Undoes what it started when it fails. */
export async function startShop(configuration: Configuration, log: Logger): Promise<Shop> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    const port = await open(configuration, log, closing);
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(configuration: Configuration, log: Logger, closing: (() => Promise<unknown>)[]): Promise<number> {
  const { dataDir, currency, lowStock, paymentTimeoutMs } = configuration;
  const secrets = loadSecrets(dataDir, configuration);
  const signer = new HeadSigner(secrets.auditKey);
  const room = await openEngineRoom(dataDir, secrets.masterKey, signer.publicKey);
  closing.push(() => room.close());
  const {
    executor,
    eventStore,
    treeStore,
    codec,
    audit,
    feed,
    keyValue,
    keyVault,
    parkedEvents,
    passwordHasher,
    pepper,
    views,
    rebuilds,
    trusted,
    head,
  } = room;

  const headEveryMs = configuration.auditHeadSeconds * 1_000;
  const auditNotes: string[] = [];
  const tree = await TreeFollower.start({
    ...{ store: eventStore, trees: treeStore, keyValue, feed, signer, trusted, clock: systemClock, headEveryMs, log },
    note: (text) => auditNotes.push(text),
  });
  closing.push(async () => tree?.close());

  await destroyKeysAgain(keyVault, keyValue, systemClock);
  const views_ = new Projections(projections, {
    feed,
    views,
    parked: parkedEvents,
    keyValue,
    clock: systemClock,
    log,
  });
  closing.push(() => views_.close());
  await views_.start();

  const provider = new SimulatedPayments(new EmbeddedProviderBooks(dataDir));
  closing.push(() => provider.close());
  const mailer = await openMailer(configuration);
  closing.push(() => mailer.close());
  const lookup = new ViewLookup(new Views(views), views_, head, new LogLookup(eventStore, executor));
  const erasure = openErasure({ room, projections: views_, mailer, lookup, log });
  const workers = await startWorkers({ room, provider, mailer, erasure, paymentTimeoutMs, clock: systemClock, log });
  closing.push(() => workers.close());

  const accessTokens = new AccessTokens({ secret: secrets.tokenKey.export() });
  const commands = {
    executor,
    head,
    keyValue,
    pepper,
    passwordHasher,
    accessTokens,
    projectionAdmin: views_,
    lookup,
    finishErasure: (cause: ErasureCause) => finishForRequest(erasure, log, cause),
    resumeProcess: (orderId: string) => workers.resume(orderId),
    log,
    currency,
  };
  await settleAdmin(commands, configuration, log);
  const queries = {
    views: new Views(views),
    codec,
    audit,
    projections: views_,
    processes: { list: () => workers.statuses() },
    settings: { currency, lowStock },
  };
  const module = { module: ShopModule, imports: [CommandApiModule.with(commands), QueryApiModule.with(queries)] };
  const http = await createHttpApp(module, {
    service: 'storied',
    log,
    keyValue,
    pepper,
    accessTokens,
    viewGate: views_,
    requestsInFlight: rebuilds.requestsInFlight,
    head,
    corsOrigins: configuration.corsOrigins,
    trustProxy: configuration.trustProxy.length === 0 ? false : configuration.trustProxy.join(','),
    readiness: [
      { name: 'event store', check: async () => void (await head()) },
      { name: 'key vault', check: async () => void (await keyVault.pepper()) },
      { name: 'views', check: async () => void (await views_.list()) },
    ],
    healthNotes: async () => [...auditNotes, ...healthNotes(await views_.list(), await workers.statuses())],
    metrics: async () => metricsText(await views_.list(), await workers.statuses()),
    limits: { orders: { limit: configuration.ordersPerMinute, windowSeconds: 60 } },
  });
  closing.push(() => http.close());
  return http
    .listen(configuration.port, configuration.host)
    .catch((error: unknown) =>
      clearly(error, `PORT ${configuration.port} of ${configuration.host} cannot be listened at`),
    );
}

/** The first admin exists, and nobody is left unaware of one whose password everybody knows. */
async function settleAdmin(commands: CommandDependencies, { admin }: Configuration, log: Logger): Promise<void> {
  const settled = await ensureAdmin(commands, admin.email, admin.password, !admin.isDefault);
  if (settled === 'address-taken') {
    throw new CannotStart(
      'ADMIN_EMAIL is the address of somebody who registered with another password. Choose another address.',
    );
  }
  if (await isAdminWith(commands, defaultAdmin.email, defaultAdmin.password)) {
    log.warn(
      `THE DEFAULT ADMIN IS IN USE: ${defaultAdmin.email} / ${defaultAdmin.password}. Change that password, or set ADMIN_EMAIL and ADMIN_PASSWORD and revoke its role, before anybody else can reach this shop.`,
    );
  }
}

async function openMailer({ dataDir, smtpUrl, mailFrom }: Configuration): Promise<Mailer> {
  return smtpUrl === null ? OutboxMailer.open(join(dataDir, 'outbox'), mailFrom) : new SmtpMailer(smtpUrl, mailFrom);
}
