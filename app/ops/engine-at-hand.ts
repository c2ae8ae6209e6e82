import { DataFolderInUse } from '../../adapters/embedded/data-folder.ts';
import { isCurrency } from '../../domain/currency.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import type { ProjectionAdmin } from '../../engine/projections/ports/projection-admin.ts';
import { Projections } from '../../engine/projections/projections.ts';
import { projections } from '../../projectors/projections.ts';
import { readConfiguration } from '../configuration.ts';
import type { Configuration } from '../configuration.ts';
import { openEngineRoom } from '../engine-room.ts';
import type { EngineRoom } from '../engine-room.ts';
import { loadSecrets } from '../secrets.ts';
import { composeMessages } from '../services/process-managers/messages.ts';
import { ShopClient } from '../shop-client.ts';
import { RemoteProjections } from './remote-projections.ts';
import { assertShopIn, hasShop } from './shop-folder.ts';

/** The engine that an operator's command works on: a running one over its admin API, or the folder of a stopped one. */
export type EngineAtHand =
  | {
      readonly running: true;
      readonly projections: ProjectionAdmin;
      readonly client: ShopClient;
      close(): Promise<void>;
    }
  | { readonly running: false; readonly projections: Projections; readonly room: EngineRoom; close(): Promise<void> };

/**
 * Finds the engine: whoever holds the data folder is asked over HTTP, at SHOP_URL, signed in with ADMIN_EMAIL and
 * ADMIN_PASSWORD; a folder that nobody holds is opened. `names`: the projections that are fed meanwhile, all by default.
 */
export async function engineAtHand(names?: readonly string[]): Promise<EngineAtHand> {
  const configuration = readConfiguration(process.env, isCurrency);
  const { dataDir } = configuration;
  if (!hasShop(dataDir) && process.env['SHOP_URL']) return runningEngine(configuration);
  assertShopIn(dataDir);
  try {
    return await stoppedEngine(configuration, names);
  } catch (error) {
    if (error instanceof DataFolderInUse) return runningEngine(configuration);
    throw error;
  }
}

async function runningEngine({ port, admin, dataDir }: Configuration): Promise<EngineAtHand> {
  const origin = process.env['SHOP_URL'] || `http://localhost:${port}`;
  try {
    const client = await new ShopClient(origin).login(admin.email, admin.password);
    return { running: true, client, projections: new RemoteProjections(client), close: async () => {} };
  } catch (error) {
    if ((error as Error).message !== 'fetch failed') throw error;
    const message = hasShop(dataDir)
      ? `A shop holds the data folder ${dataDir}, but none answers at ${origin}. Name its address by SHOP_URL.`
      : `No shop answers at ${origin} (SHOP_URL), and there is none in ${dataDir} (DATA_DIR).`;
    throw new Error(message, { cause: error });
  }
}

async function stoppedEngine(configuration: Configuration, names?: readonly string[]): Promise<EngineAtHand> {
  const { dataDir } = configuration;
  const room = await openEngineRoom(dataDir, loadSecrets(dataDir, configuration).masterKey);
  const { feed, views, registry, parkedEvents: parked } = room;
  const wanted = projections.filter(({ name }) => names === undefined || names.includes(name));
  const messages = composeMessages(room, configuration);
  const admin = new Projections(wanted, { feed, views, parked, registry, clock: systemClock }, messages.parked);
  const close = async () => {
    await admin.close();
    await room.close();
  };
  try {
    await admin.start();
    return { running: false, projections: admin, room, close };
  } catch (error) {
    await close();
    throw error;
  }
}
