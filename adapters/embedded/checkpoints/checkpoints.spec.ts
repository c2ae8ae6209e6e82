import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { openEmbedded } from '../embedded.ts';
import { SqliteFile } from '../sqlite.ts';

const masterKey = Buffer.alloc(32, 7);

test('checkpoints of a folder of layout 2, which kept them among the small values, are taken over once', async () => {
  const dir = temporaryFolder();
  await (await openEmbedded({ dir, masterKey })).close();
  const file = new SqliteFile(join(dir, 'durable.db'), 'durable');
  file.exec('DROP TABLE checkpoints; PRAGMA user_version = 2');
  const put = file.prepare('INSERT INTO entries VALUES (?, ?, NULL)');
  put.run('checkpoint:order-saga', 'ten');
  put.run('checkpoints', 'something else');
  file.close();

  const first = await openEmbedded({ dir, masterKey });
  expect(await first.registry.get('checkpoint:order-saga')).toBeNull();
  expect(await first.registry.get('checkpoints')).toBe('something else');
  const taken = await first.checkpoints.take('order-saga');
  expect(taken.checkpoint).toBe('ten');
  expect(await first.checkpoints.save('order-saga', taken, 'twenty')).toBe('saved');
  await first.close();

  const second = await openEmbedded({ dir, masterKey });
  expect(await second.checkpoints.read('order-saga')).toBe('twenty');
  await second.close();
});
