import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { StoreUnavailable } from '../../engine/log/event-store.ts';
import type { NewEvent } from '../../engine/log/event.ts';
import { runProgram } from '../../test/contracts/child-program.ts';
import { eventually } from '../../test/contracts/subject.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { openForReading } from './reading.ts';

const masterKey = Buffer.alloc(32, 7);
let dir: string;
beforeEach(() => {
  dir = temporaryFolder();
});

test('a process that reads along sees what another one appends, soon after', async () => {
  const child = runProgram(
    `const { eventStore, keyVault } = await open();
     await keyVault.obtain('ann');
     await eventStore.append('order-1', -1, [event('first')]);
     say('ready');
     let revision = 0;
     setInterval(() => void eventStore.append('order-1', revision++, [event('e' + revision)]), 5);`,
    dir,
  );
  await child.line(/ready/);
  const { eventStore, keyVault, close } = openForReading({ dir, masterKey });
  expect((await keyVault.find('ann')).status).toBe('key');
  const seen: string[] = [];
  eventStore.subscribe(null, async (events) => {
    for (const { id } of events) seen.push(id);
  });
  await eventually(() => seen.length > 30);
  expect(seen.slice(0, 4)).toEqual(['first', 'e1', 'e2', 'e3']);
  const late = { id: 'late', type: 'ItWasLate', data: {}, metadata: {} as NewEvent['metadata'] };
  await expect(eventStore.append('order-2', -1, [late])).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(keyVault.obtain('bob')).rejects.toBeInstanceOf(StoreUnavailable);
  child.process.kill('SIGKILL');
  await child.ended;
  expect((await eventStore.readStream('order-1', 0, 10_000)).length).toBeGreaterThanOrEqual(seen.length);
  await close();
});

test('a folder that was never started cannot be read', () => {
  expect(() => openForReading({ dir: join(dir, 'nothing'), masterKey })).toThrow(StoreUnavailable);
});
