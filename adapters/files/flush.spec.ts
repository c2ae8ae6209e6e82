import { expect, test } from '@jest/globals';
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { flush, flushSync } from './flush.ts';

const openBelow = (folder: string) =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false;
    }
  });

test.each([
  ['flush', flush],
  ['flushSync', async (path: string) => flushSync(path)],
])('%s takes files and folders, throws where there is none, and leaves nothing open', async (_, flushed) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), 'text');
  await flushed(join(folder, 'file'));
  await flushed(folder);
  await expect(flushed(join(folder, 'another'))).rejects.toThrow('ENOENT');
  expect(openBelow(folder)).toEqual([]);
});
