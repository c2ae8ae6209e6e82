import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openEmbedded, type Embedded } from '../../adapters/embedded/embedded.ts';
import { readManifest } from '../../adapters/embedded/backup/manifest.ts';
import { restoreFiles } from '../../adapters/embedded/backup/restore.ts';
import { isCurrency } from '../../domain/currency.ts';
import { logReader } from '../../engine/feed/decoding.ts';
import { EventCodec } from '../../engine/log/event-codec.ts';
import type { Position } from '../../engine/log/position.ts';
import { typesThatEndKeys } from '../../engine/log/event-registry.ts';
import { DestroyKeysAgain } from '../../process-managers/erasure/destroy-keys-again.ts';
import { readConfiguration } from '../configuration.ts';
import { loadSecrets } from '../secrets.ts';
import { eventTypes } from '../shop-folds.ts';
import { textOption, UsageError } from './command.ts';
import type { Command } from './command.ts';
import { givenMasterKey, noteOfInterrupted } from './shop-folder.ts';

export const restoreCommand: Command = {
  name: 'restore',
  parameters: '<dir> --into <data folder>',
  summary: `Puts a backup into a new data folder: every file compared with the manifest, erasures applied again, all sessions
ended. Needs the master key, in MASTER_KEY or as the file master-key in the data folder. One that was interrupted is begun
anew.`,
  words: 1,
  options: { into: { type: 'string' } },
  async run(given) {
    const { words } = given;
    const into = textOption(given, 'into');
    if (into === undefined) throw new UsageError('Say which data folder to restore --into.');
    const dir = resolve(into);
    const configuration = readConfiguration(process.env, isCurrency);
    const [backup = ''] = words;
    readManifest(backup);
    givenMasterKey(configuration, dir);
    const note = noteOfInterrupted(dir);
    const { files, head } = await restoreFiles(backup, dir, async (held) => {
      note();
      if (configuration.auditKey === null && !existsSync(join(dir, 'audit-key'))) {
        process.stdout.write(
          'There is no audit key: a new one is made, and heads that the old one signed count as forged.\n',
        );
      }
      const { masterKey } = loadSecrets(dir, configuration);
      const embedded = await openEmbedded({ dir, masterKey, held });
      try {
        const revived = await destroyAgain(embedded);
        if (revived > 0) process.stdout.write(`${revived} keys of erased people destroyed again.\n`);
      } finally {
        await embedded.close();
      }
    });
    process.stdout.write(
      `${files.length} files restored, the log up to ${head ?? 'its beginning'}. The first start folds the views anew.\n`,
    );
    return 0;
  },
};

/** Destroys the keys that the log says destroyed and an older vault still has. Answers how many. */
async function destroyAgain({ eventStore, keyVault }: Embedded): Promise<number> {
  const log = {
    ...logReader(eventStore, new EventCodec(eventTypes, keyVault)),
    logId: () => eventStore.logId(),
    eventAt: (position: Position) => eventStore.eventAt(position),
  };
  const again = await DestroyKeysAgain.open({ log, keyVault, types: typesThatEndKeys(eventTypes) });
  return again.catchUp();
}
