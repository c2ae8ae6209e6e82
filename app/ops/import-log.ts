import type { Embedded } from '../../adapters/embedded/embedded.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import type { StoredEvent } from '../../engine/log/event.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import { importEvents } from '../../engine/transfer/import-events.ts';
import { recordImport } from './imported-history.ts';
import { showProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { erasureIn } from './erasures.ts';
import { linesOf } from './line-files.ts';
import type { KeyRow } from './read-key-file.ts';

/** The writer's queue keeps their order. */
const appendsUnderWay = 64;

/** The keys of the file of keys, read anew each time; null without such a file. */
export type Keys = (() => AsyncIterable<KeyRow>) | null;

/** Reads events and keys into a store that is empty, and records that they were imported. */
export async function importLog({ eventStore, keyVault, registry }: Embedded, file: string, keys: Keys): Promise<void> {
  const erased = new Map<string, string>();
  const people = new Set<string>();
  let progress: Progress | null = null;
  const seen = (event: StoredEvent, done: number, total: number) => {
    const erasure = erasureIn(event);
    if (erasure !== null) erased.set(erasure.subject, erasure.at);
    if (event.metadata.subject !== undefined) people.add(event.metadata.subject);
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

async function withoutKey(people: ReadonlySet<string>, keyVault: Embedded['keyVault']): Promise<number> {
  let count = 0;
  for (const subject of people) if ((await keyVault.find(subject)).status === 'missing') count += 1;
  return count;
}
