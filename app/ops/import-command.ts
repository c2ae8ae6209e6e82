import { removeStore } from '../../adapters/embedded/backup/restore.ts';
import { openEmbedded } from '../../adapters/embedded/embedded.ts';
import { isCurrency } from '../../domain/currency.ts';
import type { StoredEvent } from '../../engine/event.ts';
import { importEvents } from '../../engine/transfer/import-events.ts';
import { readConfiguration } from '../configuration.ts';
import { showProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { loadSecrets } from '../secrets.ts';
import { unfinishedImport } from '../unfinished-import.ts';
import { textOption } from './command.ts';
import type { Command } from './command.ts';
import { erasureIn } from './erasures.ts';
import { checkKeyFile, readKeyFile } from './key-file.ts';
import { linesOf } from './line-files.ts';
import { assertMasterKey, hasShop } from './shop-folder.ts';

/** The writer's queue keeps their order. */
const appendsUnderWay = 64;

type Embedded = Awaited<ReturnType<typeof openEmbedded>>;

export const importCommand: Command = {
  name: 'import',
  parameters: '<file> [--keys <file>]',
  summary: `Reads an export into an empty data folder: same ids, revisions and hashes, each line checked before it is
written. Keys come from the file of keys, but not those of erased people. Needs the master key that wrapped them.`,
  words: 1,
  options: { keys: { type: 'string' } },
  async run(given) {
    const configuration = readConfiguration(process.env, isCurrency);
    const { dataDir: dir } = configuration;
    if (textOption(given, 'keys') !== undefined) assertMasterKey(configuration, dir);
    const wasThere = hasShop(dir);
    const embedded = await openEmbedded({ dir, masterKey: loadSecrets(dir, configuration).masterKey });
    let isDone = false;
    try {
      if ((await embedded.eventStore.head()) !== null)
        throw new Error(`${dir} has events already; nothing was written.`);
      await readIn(embedded, given.words[0]!, textOption(given, 'keys'));
      isDone = true;
    } finally {
      await embedded.close();
      if (!isDone && !wasThere) removeStore(dir);
    }
    return 0;
  },
};

async function readIn({ eventStore, keyVault }: Embedded, file: string, keys: string | undefined): Promise<void> {
  if (keys !== undefined) await checkKeyFile(keys, keyVault);
  const own = await eventStore.logId();
  const erased = new Map<string, string>();
  await eventStore.renameLog(unfinishedImport);
  let progress: Progress | null = null;
  const seen = (event: StoredEvent, done: number, total: number) => {
    const erasure = erasureIn(event);
    if (erasure !== null) erased.set(erasure.subject, erasure.at);
    progress ??= showProgress('import', total, process.stdout);
    if (done % 100 === 0 || done === total) progress.at(done, total);
  };
  const { header, events, samePositions } = await importEvents(eventStore, linesOf(file), { seen, appendsUnderWay });
  (progress as Progress | null)?.done();
  if (keys !== undefined) {
    const count = await readKeyFile(keys, keyVault, erased);
    process.stdout.write(`${count} keys, ${erased.size} of them erased\n`);
  }
  for (const [subject, at] of erased) await keyVault.destroy(subject, at);
  // Process managers recorded positions under the log's id: they go on only where these mean the same events.
  await eventStore.renameLog(samePositions && header.stream === undefined ? header.logId : own);
  process.stdout.write(`${events} events\n`);
  if (keys === undefined) {
    process.stdout.write('Without a file of keys the log can be verified, but nothing personal in it can be read.\n');
  }
}
