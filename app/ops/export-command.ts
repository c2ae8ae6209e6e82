import { openForReading } from '../../adapters/embedded/reading.ts';
import { isCurrency } from '../../domain/currency.ts';
import type { StoredEvent } from '../../engine/log/event.ts';
import {
  eventFormat,
  eventFormatVersion,
  eventsOfLog,
  eventsOfStream,
  lineOf,
} from '../../engine/transfer/event-lines.ts';
import type { EventFileHeader } from '../../engine/transfer/event-lines.ts';
import { readConfiguration } from '../configuration.ts';
import { showProgress } from '../progress.ts';
import { loadSecrets } from '../secrets.ts';
import { textOption, UsageError } from './command.ts';
import type { Command } from './command.ts';
import { writeKeyFile } from './key-file.ts';
import { assertNew, streamLines, writeLines } from './line-files.ts';
import { assertShopIn } from './shop-folder.ts';

type Reading = ReturnType<typeof openForReading>;

export const exportCommand: Command = {
  name: 'export',
  parameters: '(--all | --stream <name>) [--format ndjson] [--out <file>] [--keys <file>]',
  summary: `Writes events exactly as they are stored (encrypted fields, hashes, ids), a JSON line each, to a new file or to
standard output; while the shop runs, too. --keys writes all keys, wrapped by the master key, to a file of their own.`,
  words: 0,
  options: {
    all: { type: 'boolean' },
    stream: { type: 'string' },
    out: { type: 'string' },
    keys: { type: 'string' },
    format: { type: 'string', default: 'ndjson' },
  },
  async run(given) {
    const stream = textOption(given, 'stream');
    if ((stream === undefined) !== (given.options['all'] === true))
      throw new UsageError('Say either --all or --stream <name>.');
    if (textOption(given, 'format') !== 'ndjson') throw new UsageError('The only format is ndjson.');
    const configuration = readConfiguration(process.env, isCurrency);
    const { dataDir: dir } = configuration;
    assertShopIn(dir);
    const [out, keys] = [textOption(given, 'out'), textOption(given, 'keys')];
    for (const path of [out, keys]) if (path !== undefined) assertNew(path);
    const reading = openForReading({ dir, masterKey: loadSecrets(dir, configuration).masterKey });
    try {
      const { header, events } = await chosen(reading, stream);
      await writeEvents(header, events, out);
      // After the log: every event that was written has its key in the vault by now.
      if (keys !== undefined) {
        note(`${await writeKeyFile(keys, reading.keyVault, header.logId)} keys in ${keys}\n`);
      }
      return 0;
    } finally {
      await reading.close();
    }
  },
};

async function chosen({ eventStore }: Reading, stream: string | undefined) {
  const logId = await eventStore.logId();
  const head = await eventStore.head();
  const header = { format: eventFormat, version: eventFormatVersion, logId } as const;
  if (stream === undefined) {
    const count = head === null ? 0 : await eventStore.count(head);
    return { header: { ...header, count }, events: head === null ? none() : eventsOfLog(eventStore, head) };
  }
  const count = await eventStore.countOfStream(stream);
  if (count === 0) throw new Error(`There is no stream ${stream}.`);
  return { header: { ...header, stream, count }, events: eventsOfStream(eventStore, stream, count) };
}

async function writeEvents(
  header: EventFileHeader,
  events: AsyncIterable<StoredEvent>,
  out: string | undefined,
): Promise<void> {
  const progress = showProgress('export', header.count, process.stderr);
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify(header)}\n`;
    for await (const event of events) {
      yield lineOf(event);
      progress.advance();
    }
  }
  await (out === undefined ? streamLines(process.stdout, lines()) : writeLines(out, lines()));
  progress.done();
  note(`${header.count} events${out === undefined ? '' : ` in ${out}`}\n`);
}

async function* none(): AsyncGenerator<StoredEvent> {}

const note = (text: string) => void process.stderr.write(text);
