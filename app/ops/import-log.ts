import type { Embedded } from '../../adapters/embedded/embedded.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import { typesThatEndKeys } from '../../engine/log/event-registry.ts';
import type { StoredEvent } from '../../engine/log/event.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import { importEvents } from '../../engine/transfer/import-events.ts';
import { recordImport } from './imported-history.ts';
import { showProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { eventTypes } from '../shop-folds.ts';
import { linesOf } from './line-files.ts';
import type { KeyRow } from './read-key-file.ts';

/** The writer's queue keeps their order. */
const appendsUnderWay = 64;

/** The keys of the file of keys, read anew each time; null without such a file. */
export type Keys = (() => AsyncIterable<KeyRow>) | null;

const endsKey = typesThatEndKeys(eventTypes);

/** Reads events and keys into a store that is empty, and records that they were imported. */
export async function importLog({ eventStore, keyVault, registry }: Embedded, file: string, keys: Keys): Promise<void> {
  const ended = new Map<string, string>();
  const decided = new Map<string, string>();
  const people = new Set<string>();
  let progress: Progress | null = null;
  const seen = (event: StoredEvent, done: number, total: number) => {
    const { subject, time } = event.metadata;
    if (subject !== undefined) people.add(subject);
    if (subject !== undefined && endsKey.has(event.type)) ended.set(subject, time);
    if (subject !== undefined && event.type === 'UserErased') decided.set(subject, time);
    progress ??= showProgress('import', total, process.stdout);
    if (done % 100 === 0 || done === total) progress.at(done, total);
    failpoint('import:between-steps');
  };
  const { header, events, samePositions } = await importEvents(eventStore, linesOf(file), { seen, appendsUnderWay });
  (progress as Progress | null)?.done();
  if (keys !== null) {
    const count = await adopted(keys(), keyVault, ended);
    process.stdout.write(`${count} keys, ${ended.size} of them erased\n`);
  }
  for (const [subject, at] of ended) await keyVault.destroy(subject, at);
  // An erasure that is only decided needs the key to free the e-mail: the first start finishes it. Without one it is over.
  for (const [subject, at] of decided) {
    if ((await keyVault.find(subject)).status === 'missing') await keyVault.destroy(subject, at);
  }
  const keyless = await withoutKey(people, keyVault);
  // Process managers recorded positions under the log's id: they go on only where these mean the same events.
  if (samePositions && header.stream === undefined) await eventStore.renameLog(header.logId);
  await recordImport(registry, eventStore, { events, time: systemClock() });
  failpoint('import:between-steps');
  process.stdout.write(`${events} events\n`);
  if (keys === null) {
    process.stdout.write(
      'Without a file of keys "audit verify" can check the log, but nothing personal in it can be read, by no shop either.\n',
    );
  } else if (keyless > 0) {
    process.stdout.write(
      `WARNING: ${keyless} people of the log have no key in the file: what is personal of them cannot be read. Is it older than the events?\n`,
    );
  }
}

/** Takes the keys into the vault, but tombstones for those that have ended by now. Answers how many. */
async function adopted(
  keys: AsyncIterable<KeyRow>,
  keyVault: Embedded['keyVault'],
  ended: ReadonlyMap<string, string>,
): Promise<number> {
  let count = 0;
  for await (const { subject, wrapped, destroyedAt: before } of keys) {
    const destroyedAt = ended.get(subject) ?? before;
    await keyVault.adopt({ subject, wrapped: destroyedAt === null ? wrapped : null, destroyedAt });
    failpoint('import:between-steps');
    count += 1;
  }
  return count;
}

async function withoutKey(people: ReadonlySet<string>, keyVault: Embedded['keyVault']): Promise<number> {
  let count = 0;
  for (const subject of people) if ((await keyVault.find(subject)).status === 'missing') count += 1;
  return count;
}
