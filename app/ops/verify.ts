import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { damageOf } from '../../adapters/embedded/damage.ts';
import { UnreadableEvent } from '../../engine/log/event-codec.ts';
import { HeadSigner } from '../../engine/audit/heads/signed-head.ts';
import { unprovenOf } from '../../engine/audit/unproven.ts';
import { coldFold } from '../../engine/projections/folding/cold-fold.ts';
import { digestAt } from '../../engine/projections/folding/digest-at.ts';
import { ParkedKeys } from '../../engine/projections/folding/parked-keys.ts';
import { consumerOf, discardedEvents } from '../../engine/projections/builds/parking.ts';
import type { Position } from '../../engine/log/position.ts';
import type { Projection } from '../../engine/projections/projection.ts';
import { KeyMissing } from '../../engine/log/subject-keys.ts';
import { projections } from '../../projectors/projections.ts';
import type { Configuration } from '../configuration.ts';
import { openEngineRoom } from '../engine-room.ts';
import type { EngineRoom } from '../engine-room.ts';
import { importedHistory } from './imported-history.ts';
import type { ImportedHistory } from './imported-history.ts';
import { openProvider } from '../outside.ts';
import { loadSecrets } from '../secrets.ts';
import { brokenText } from './broken-text.ts';
import { reconcilePayments } from './reconcile-payments.ts';

type VerifyReport = {
  readonly checked: readonly string[];
  readonly wrong: readonly string[];
  readonly unproven: readonly string[];
  /** Something could not be compared, which is no fault; `checked` says what. */
  readonly isPartial: boolean;
};

/** Checks a data folder that no shop is running on. Throws when one is, and when there is none. */
export async function verifyFolder(configuration: Configuration): Promise<VerifyReport> {
  const { dataDir } = configuration;
  if (!existsSync(join(dataDir, 'events.db')))
    throw new Error(`There is no shop in ${dataDir}. Name its folder by DATA_DIR.`);
  const secrets = loadSecrets(dataDir, configuration);
  const { publicKey } = new HeadSigner(secrets.auditKey);
  const damage = damageOf(dataDir);
  if (damage.length > 0) return { checked: [], wrong: damage, unproven: [], isPartial: false };
  const room = await openEngineRoom(dataDir, secrets.masterKey, publicKey);
  const provider = openProvider(dataDir);
  try {
    const checked: string[] = [];
    const wrong: string[] = [];
    const log = await room.audit.verifyAll();
    checked.push(`${log.events} events in ${log.streams} streams: hash chains recomputed`);
    checked.push(`${log.inTree} events in the Merkle tree, ${log.heads} signed heads: compared`);
    wrong.push(...log.broken.map(brokenText));
    const { wrong: unproven, found, young } = unprovenOf(log);
    checked.push(...[found, young].filter((line) => line !== null));
    for (const projection of projections) wrong.push(...(await verifyView(room, projection)));
    checked.push(`${projections.length} views: folded cold and compared`);
    const imported = await importedHistory(room.registry, room.eventStore);
    const payments = await reconcilePayments(room, provider, imported?.position).catch((error) => ({
      compared: 0,
      wrong: [`payments: ${unreadable(error)}`],
      uncomparable: 0,
    }));
    checked.push(`${payments.compared} card payments: log and provider's books compared`);
    wrong.push(...payments.wrong);
    const isPartial = payments.uncomparable > 0;
    if (isPartial) checked.push(uncomparable(payments.uncomparable, imported!));
    return { checked, wrong, unproven, isPartial };
  } finally {
    await provider.close();
    await room.close();
  }
}

function uncomparable(payments: number, { events, time }: ImportedHistory): string {
  return `${payments} card payments of the imported history (${events} events, ${time}) cannot be compared: the provider's books did not travel`;
}

/** An event that cannot be read, or whose key is not in the vault, is no reason to tell nothing of the rest. */
function unreadable(error: unknown): string {
  if (!(error instanceof UnreadableEvent || error instanceof KeyMissing)) throw error;
  return error.message;
}

/** What a view really keeps and what the log says must be the same. */
async function verifyView({ views, feed, parkedEvents, head }: EngineRoom, projection: Projection): Promise<string[]> {
  const { name } = projection;
  const live = await views.live(name);
  if (live === null) return [];
  const build = await views.open(projection, live);
  const checkpoint = await build.checkpoint();
  if (checkpoint === null) return [];
  const discarded = await discardedEvents(name, parkedEvents);
  const waiting = await parkedEvents.ofConsumer(consumerOf(name, live));
  const isRightAt = async (upTo: Position | null) => {
    const parked = new ParkedKeys(waiting, discarded);
    const kept = await digestAt(build, { projection, parked, log: feed, after: checkpoint.position, upTo });
    return kept === (await coldFold(projection, feed, { upTo, discarded }));
  };
  // Documents that are ahead of the checkpoint differ there, and are right at the head.
  if ((await isRightAt(checkpoint.position)) || (await isRightAt(await head()))) return [];
  return [`view ${name}: a cold fold up to ${checkpoint.position} differs`];
}
