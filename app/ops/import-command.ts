import { openEmbedded } from '../../adapters/embedded/embedded.ts';
import type { Embedded } from '../../adapters/embedded/embedded.ts';
import { fillFolder } from '../../adapters/embedded/fill-folder.ts';
import { isCurrency } from '../../domain/currency.ts';
import { systemClock } from '../../engine/clock.ts';
import type { StoredEvent } from '../../engine/event.ts';
import { failpoint } from '../../engine/failpoint.ts';
import { headerIn } from '../../engine/transfer/event-lines.ts';
import { importEvents } from '../../engine/transfer/import-events.ts';
import { readConfiguration } from '../configuration.ts';
import { recordImport } from '../imported-history.ts';
import { showProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { loadSecrets } from '../secrets.ts';
import { textOption } from './command.ts';
import type { Command } from './command.ts';
import { erasureIn } from './erasures.ts';
import { linesOf } from './line-files.ts';
import { keysIn } from './read-key-file.ts';
import type { KeyRow } from './read-key-file.ts';
import { givenMasterKey } from './shop-folder.ts';

/** The writer's queue keeps their order. */
const appendsUnderWay = 64;

/** The keys of the file of keys, read anew each time; null without such a file. */
type Keys = (() => AsyncIterable<KeyRow>) | null;

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
    const [file = ''] = given.words;
    const logId = await logIdIn(file);
    const path = textOption(given, 'keys');
    const masterKey = path === undefined ? null : givenMasterKey(configuration, dir);
    const keys = path === undefined || masterKey === null ? null : () => keysIn(path, { masterKey, logId });
    await checked(keys);
    await fillFolder(dir, 'import', async (held) => {
      const embedded = await openEmbedded({ dir, masterKey: loadSecrets(dir, configuration).masterKey, held });
      try {
        await readIn(embedded, file, keys);
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

async function readIn({ eventStore, keyVault, keyValue }: Embedded, file: string, keys: Keys): Promise<void> {
  const erased = new Map<string, string>();
  let progress: Progress | null = null;
  const seen = (event: StoredEvent, done: number, total: number) => {
    const erasure = erasureIn(event);
    if (erasure !== null) erased.set(erasure.subject, erasure.at);
    progress ??= showProgress('import', total, process.stdout);
    if (done % 100 === 0 || done === total) progress.at(done, total);
    failpoint('import:between-steps');
  };
  const { header, events, samePositions } = await importEvents(eventStore, linesOf(file), { seen, appendsUnderWay });
  (progress as Progress | null)?.done();
  if (keys !== null) {
    const count = await adopted(keys(), keyVault, erased);
    process.stdout.write(`${count} keys, ${erased.size} of them erased\n`);
  }
  for (const [subject, at] of erased) await keyVault.destroy(subject, at);
  // Process managers recorded positions under the log's id: they go on only where these mean the same events.
  if (samePositions && header.stream === undefined) await eventStore.renameLog(header.logId);
  await recordImport(keyValue, eventStore, { events, time: systemClock() });
  failpoint('import:between-steps');
  process.stdout.write(`${events} events\n`);
  if (keys === null) {
    process.stdout.write(
      'Without a file of keys "audit verify" can check the log, but nothing personal in it can be read, by no shop either.\n',
    );
  }
}

/** Takes the keys into the vault, but tombstones for those who are erased by now. Answers how many. */
async function adopted(
  keys: AsyncIterable<KeyRow>,
  keyVault: Embedded['keyVault'],
  erased: ReadonlyMap<string, string>,
): Promise<number> {
  let count = 0;
  for await (const { subject, wrapped, destroyedAt: before } of keys) {
    const destroyedAt = erased.get(subject) ?? before;
    await keyVault.adopt({ subject, wrapped: destroyedAt === null ? wrapped : null, destroyedAt });
    failpoint('import:between-steps');
    count += 1;
  }
  return count;
}
