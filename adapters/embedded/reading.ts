import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StoreUnavailable } from '../../engine/log/event-store.ts';
import type { EmbeddedOptions } from './embedded.ts';
import { EmbeddedEventStore } from './event-store/event-store.ts';
import { EmbeddedRegistry } from './registry/registry.ts';
import { EmbeddedKeyVault } from './key-vault/key-vault.ts';
import { EmbeddedTreeStore } from './tree-store/tree-store.ts';
import { checkLayout } from './layout.ts';
import { SqliteFile } from './sqlite.ts';
import { assertFinished } from './unfinished.ts';
import type { Writing } from './writer/writer.ts';

const refuse = async (): Promise<never> => {
  throw new StoreUnavailable('this process only reads the data folder');
};
const noWriting: Writing = { write: refuse, truncateLog: refuse };

/**
 * Log, keys, Merkle tree and the registry (null: there are none yet) of a data folder that another process may be
 * working on, to read along (verification, reports). Writes throw StoreUnavailable, and so does opening a folder that was
 * never started.
 */
export function openForReading({ dir, masterKey }: Omit<EmbeddedOptions, 'held'>) {
  const path = resolve(dir);
  assertFinished(path);
  const hasEntries = existsSync(join(path, 'durable.db'));
  for (const name of ['events.db', 'vault.db', ...(hasEntries ? ['durable.db'] : [])]) checkFile(path, name);
  const eventStore = new EmbeddedEventStore(path, noWriting);
  const keyVault = new EmbeddedKeyVault(path, noWriting, masterKey);
  const treeStore = existsSync(join(path, 'merkle.db')) ? new EmbeddedTreeStore(path, noWriting) : null;
  const registry = hasEntries ? new EmbeddedRegistry(path, noWriting) : null;
  const close = async () => {
    await treeStore?.close();
    await registry?.close();
    await eventStore.close();
    await keyVault.close();
  };
  return { eventStore, keyVault, treeStore, registry, close };
}

function checkFile(dir: string, name: string): void {
  const file = new SqliteFile(join(dir, name), 'read-only');
  try {
    checkLayout(file, name);
  } finally {
    file.close();
  }
}
