import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openForReading } from '../../adapters/embedded/reading.ts';
import { isCurrency } from '../../domain/currency.ts';
import { AuditReader } from '../../engine/audit/reader.ts';
import { EventCodec } from '../../engine/log/event-codec.ts';
import { trustedKeys } from '../../engine/audit/heads/key-rotation.ts';
import { LogTree } from '../../engine/audit/tree/log-tree.ts';
import { HeadSigner } from '../../engine/audit/heads/signed-head.ts';
import { readConfiguration } from '../configuration.ts';
import type { Configuration } from '../configuration.ts';
import { loadSecrets } from '../secrets.ts';
import { eventTypes } from '../shop-folds.ts';

/** What an auditor reads with. Changes nothing, so it works beside a running shop, too. */
type Audit = Awaited<ReturnType<typeof openAudit>>;

/** The configuration of the environment. Throws when no shop was ever started in its data folder. */
export function auditedFolder(): Configuration {
  const configuration = readConfiguration(process.env, isCurrency);
  const { dataDir } = configuration;
  if (!existsSync(join(dataDir, 'events.db'))) throw new Error(`There is no shop in ${dataDir}. Name its DATA_DIR.`);
  return configuration;
}

/** Opens the data folder named by the environment to be read. */
async function openAudit() {
  const configuration = auditedFolder();
  const { dataDir } = configuration;
  const secrets = loadSecrets(dataDir, configuration);
  const reading = openForReading({ dir: dataDir, masterKey: secrets.masterKey });
  const { eventStore, keyVault, treeStore, registry, close } = reading;
  const { publicKey } = new HeadSigner(secrets.auditKey);
  const codec = new EventCodec(eventTypes, keyVault);
  const trusted =
    registry === null ? new Set([publicKey]) : await trustedKeys(registry, await eventStore.logId(), publicKey);
  const tree = treeStore === null ? null : new LogTree(treeStore, trusted);
  return { codec, tree, publicKey, trusted, reader: new AuditReader(eventStore, codec, tree, registry), close };
}

/** Opens, works and closes again. */
export async function withAudit(work: (audit: Audit) => Promise<number>): Promise<number> {
  const audit = await openAudit();
  try {
    return await work(audit);
  } finally {
    await audit.close();
  }
}
