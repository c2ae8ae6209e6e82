import { openEmbedded } from '../../adapters/embedded/embedded.ts';
import { fillFolder } from '../../adapters/embedded/fill-folder.ts';
import { isCurrency } from '../../domain/currency.ts';
import { headerIn } from '../../engine/transfer/event-lines.ts';
import { readConfiguration } from '../configuration.ts';
import { loadSecrets } from '../secrets.ts';
import { textOption } from './command.ts';
import type { Command } from './command.ts';
import { importLog } from './import-log.ts';
import type { Keys } from './import-log.ts';
import { linesOf } from './line-files.ts';
import { keysIn } from './read-key-file.ts';
import { givenMasterKey, noteOfInterrupted } from './shop-folder.ts';

export const importCommand: Command = {
  name: 'import',
  parameters: '<file> [--keys <file>]',
  summary: `Reads an export into an empty data folder: same ids, revisions and hashes, each line checked before it is
written. Keys come from the file of keys, but none that the log says was destroyed. Needs the master key that wrapped
them. What is wrong with a file leaves the folder as it was; an import that was interrupted is begun anew.`,
  words: 1,
  options: { keys: { type: 'string' } },
  async run(given) {
    const configuration = readConfiguration(process.env, isCurrency);
    const { dataDir: dir } = configuration;
    const [file = ''] = given.words;
    const logId = await logIdIn(file);
    const path = textOption(given, 'keys');
    const masterKey = path === undefined ? null : givenMasterKey(configuration, dir);
    const keys = path === undefined || masterKey === null ? null : () => keysIn(path, { masterKey, logId });
    await checked(keys);
    const note = noteOfInterrupted(dir);
    await fillFolder(dir, 'import', async (held) => {
      note();
      const embedded = await openEmbedded({ dir, masterKey: loadSecrets(dir, configuration).masterKey, held });
      try {
        await importLog(embedded, file, keys);
      } finally {
        await embedded.close();
      }
    });
    return 0;
  },
};

/** Throws when the file cannot be an export. */
async function logIdIn(file: string): Promise<string> {
  for await (const line of linesOf(file)) return headerIn(line).logId;
  throw new Error(`${file} is empty`);
}

/** All keys, before anything is written. */
async function checked(keys: Keys): Promise<void> {
  if (keys !== null) for await (const _key of keys());
}
