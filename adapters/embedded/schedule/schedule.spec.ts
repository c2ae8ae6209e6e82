import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { unknownRevision } from '../../../engine/stores/schedule.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { openEmbedded } from '../embedded.ts';
import { SqliteFile } from '../sqlite.ts';

const masterKey = Buffer.alloc(32, 7);

test('time-outs of a folder of layout 2, which kept them among the small values, are taken over', async () => {
  const dir = temporaryFolder();
  const timeout = { key: 'order:1', name: 'refund-ä', dueAt: '2026-03-01T12:00:00.000Z', correlationId: 'c' };
  await (await openEmbedded({ dir, masterKey })).close();
  const file = new SqliteFile(join(dir, 'durable.db'), 'durable');
  file.exec('DROP TABLE schedule; PRAGMA user_version = 2');
  const put = file.prepare('INSERT INTO entries VALUES (?, ?, NULL)');
  put.run('timeout:order-saga:order:1:refund-ä', JSON.stringify(timeout));
  put.run('timeouts', 'something else');
  file.close();

  const first = await openEmbedded({ dir, masterKey });
  const takenOver = { ...timeout, revision: unknownRevision };
  expect(await first.schedule.ofProcess('order-saga', 'order:1')).toEqual([takenOver]);
  expect(await first.registry.get('timeout:order-saga:order:1:refund-ä')).toBeNull();
  expect(await first.registry.get('timeouts')).toBe('something else');
  await first.schedule.done('order-saga', takenOver);
  await first.close();
  const second = await openEmbedded({ dir, masterKey });
  expect(await second.schedule.due('order-saga', '2027-01-01T00:00:00.000Z', 10)).toEqual([]);
  await second.close();
});
