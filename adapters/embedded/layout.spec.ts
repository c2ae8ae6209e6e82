import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import type { NewEvent } from '../../engine/log/event.ts';
import { openEmbedded } from './embedded.ts';
import { layoutVersion } from './layout.ts';
import { openForReading } from './reading.ts';
import { SqliteFile } from './sqlite.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { wholeLog } from '../../test/whole-log.ts';

const masterKey = Buffer.alloc(32, 7);
let dir: string;
beforeEach(async () => {
  dir = temporaryFolder();
  await (await openEmbedded({ dir, masterKey })).close();
});

function layout(name: string, to?: number): number {
  const file = new SqliteFile(join(dir, name), 'durable');
  if (to !== undefined) file.exec(`PRAGMA user_version = ${to}`);
  const found = file.prepareArrays<[number]>('PRAGMA user_version').get()![0];
  file.close();
  return found;
}

test('every durable file says in which layout it is, also one that was made before files said so', async () => {
  expect(layout('events.db')).toBe(layoutVersion);
  layout('vault.db', 0);
  await (await openEmbedded({ dir, masterKey })).close();
  expect(layout('vault.db')).toBe(layoutVersion);
});

test.each(['events.db', 'durable.db', 'vault.db'])(
  'a newer release that wrote %s is told of, and nothing is changed',
  async (name) => {
    layout(name, layoutVersion + 1);
    const newer = `${name} was written by a newer release of Storied (layout ${layoutVersion + 1}; this release reads up to ${layoutVersion})`;
    await expect(openEmbedded({ dir, masterKey })).rejects.toThrow(newer);
    expect(layout(name)).toBe(layoutVersion + 1);
    expect(() => openForReading({ dir, masterKey })).toThrow(newer);
  },
);

test('of a folder of layout 1 the column goes that no hash covers; what it held can be read and added to', async () => {
  const event = (id: string) => ({ id, type: 'Noted', data: {}, metadata: {} as NewEvent['metadata'] });
  const first = await openEmbedded({ dir, masterKey });
  await first.eventStore.append('notes', -1, [event('one')]);
  await first.close();
  layout('events.db', 1);
  const file = new SqliteFile(join(dir, 'events.db'), 'durable');
  file.exec('ALTER TABLE events ADD COLUMN created_at INTEGER NOT NULL DEFAULT 7');
  file.close();
  const reading = openForReading({ dir, masterKey });
  expect(await wholeLog(reading.eventStore)).toHaveLength(1);
  await reading.close();
  const { eventStore, close } = await openEmbedded({ dir, masterKey });
  await eventStore.append('notes', 0, [event('two')]);
  expect((await wholeLog(eventStore)).map(({ id }) => id)).toEqual(['one', 'two']);
  await close();
  expect(layout('events.db')).toBe(layoutVersion);
});
