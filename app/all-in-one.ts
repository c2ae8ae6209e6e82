import { Argon2PasswordHasher } from '../adapters/argon2/argon2-password-hasher.ts';
import { roles } from '../domain/user/roles.ts';
import { HeadSigner } from '../engine/audit/heads/signed-head.ts';
import { Views } from '../engine/projections/views.ts';
import { systemClock as clock } from '../engine/tools/clock.ts';
import { AccessTokens } from '../http/access-tokens.ts';
import { typesThatEndKeys } from '../engine/log/event-registry.ts';
import { DestroyKeysAgain } from '../process-managers/erasure/destroy-keys-again.ts';
import { followDestroyedKeys } from '../process-managers/erasure/follow-destroyed-keys.ts';
import { LogLookup } from '../projectors/sets/log-lookup.ts';
import { ViewLookup } from '../projectors/sets/view-lookup.ts';
import { startAuditTree } from './audit-tree.ts';
import { clearly } from './cannot-start.ts';
import type { Configuration } from './configuration.ts';
import { openEngineRoom } from './engine-room.ts';
import { openHttpShell } from './http-shell.ts';
import type { Logger } from './logger.ts';
import { openMailer, openProvider } from './outside.ts';
import { run } from './run.ts';
import type { Running } from './run.ts';
import { loadSecrets } from './secrets.ts';
import { eventTypes } from './shop-folds.ts';
import { startCommandApi } from './services/command-api/command-api.ts';
import { keptOfPersons } from './services/command-api/kept-of-persons.ts';
import { declareNotificationQueue, startNotifications } from './services/notifications/notifications.ts';
import { composeMessages, startMessages } from './services/process-managers/messages.ts';
import { startProcessManagers } from './services/process-managers/process-managers.ts';
import { startProjectors } from './services/projectors/projectors.ts';
import { composeQueryApi } from './services/query-api/query-api.ts';

/** What was started, to be closed in the opposite order. */
type Closing = (() => Promise<unknown>)[];

/** Opens the data folder, starts all five services on it and listens. Undoes what it started when it fails. */
async function startAllInOne(configuration: Configuration, log: Logger): Promise<Running> {
  const closing: Closing = [];
  const close = async () => {
    for (const each of closing.splice(0).reverse()) await each();
  };
  try {
    return { port: await start(configuration, log, closing), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(configuration: Configuration, log: Logger, closing: Closing): Promise<number> {
  const { dataDir, paymentTimeoutMs, auditHeadSeconds: headSeconds, host, port } = configuration;
  const secrets = loadSecrets(dataDir, configuration);
  const signer = new HeadSigner(secrets.auditKey);
  const room = await openEngineRoom(dataDir, secrets.masterKey, signer.publicKey);
  closing.push(() => room.close());
  const { cache, eventStore, executor, feed, registry, keyVault, messageBus, parkedEvents, pepper, views, head } = room;
  const tree = await startAuditTree({ room, signer, headSeconds, clock, log });
  closing.push(() => tree.close());
  const again = await DestroyKeysAgain.open({ log: feed, keyVault, types: typesThatEndKeys(eventTypes) });
  await again.catchUp();
  closing.push(followDestroyedKeys(again, feed, log));

  const messages = composeMessages(room, configuration);
  const projectors = await startProjectors(
    { feed, views, parked: parkedEvents, registry, clock, log },
    messages.parked,
  );
  closing.push(() => projectors.close());

  const provider = openProvider(dataDir);
  closing.push(() => provider.close());
  const mailer = await openMailer(configuration);
  closing.push(() => mailer.close());

  const lookup = new ViewLookup(new Views(views), projectors, head, new LogLookup(eventStore, executor));
  await declareNotificationQueue(messageBus);
  await startMessages(messages, room, configuration);
  closing.push(() => messages.parked.close());
  const processManagers = await startProcessManagers({
    ...room,
    ...{ provider, mailer, lookup, paymentTimeoutMs, clock, log, forwarding: messages.forwarding },
    // What the other services keep of persons, for erasures.
    projections: projectors,
    kept: keptOfPersons(registry, pepper),
  });
  closing.push(() => processManagers.close());

  const notifications = await startNotifications({ bus: messageBus, executor, seals: room.codec, mailer, clock });
  closing.push(() => notifications.close());

  const accessTokens = new AccessTokens({ secret: secrets.tokenKey.export(), roles });
  const commandApi = await startCommandApi({
    ...{ executor, head, registry, cache, pepper, accessTokens, lookup, configuration, log },
    passwordHasher: new Argon2PasswordHasher(),
    // What the other services do when they are asked.
    projectionAdmin: projectors,
    finishErasure: processManagers.finishErasure,
    resumeProcess: processManagers.resume,
  });
  const queryApi = composeQueryApi({
    ...{ views, codec: room.codec, audit: room.audit, configuration },
    // How the other services are.
    projections: projectors,
    processes: { list: processManagers.statuses },
  });
  const shell = await openHttpShell({
    ...{ apis: [commandApi, queryApi], room, accessTokens, notes: tree.notes, configuration, log },
    viewGate: projectors,
    views: () => projectors.list(),
    processes: processManagers.statuses,
  });
  closing.push(() => shell.close());
  return shell
    .listen(port, host)
    .catch((error: unknown) => clearly(error, `PORT ${port} of ${host} cannot be listened at`));
}

run(startAllInOne);
