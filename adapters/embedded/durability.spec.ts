import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { runProgram } from '../../test/contracts/child-program.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { openEmbedded } from './embedded.ts';

const masterKey = Buffer.alloc(32, 7);
let dir: string;
beforeEach(() => {
  dir = temporaryFolder();
});

test('after kill -9 under load every acknowledged append is in the log, and the streams have no gaps', async () => {
  const child = runProgram(
    `const { eventStore } = await open();
     for (let stream = 0; stream < 50; stream++) void (async () => {
       for (let revision = -1; ; revision++) {
         await eventStore.append('order-' + stream, revision, [event(stream + '/' + (revision + 1))]);
         say(stream + '/' + (revision + 1));
       }
     })();`,
    dir,
  );
  await child.line(/^7\/40$/);
  child.process.kill('SIGKILL');
  await child.ended;

  const { eventStore, close } = await openEmbedded({ dir, masterKey });
  const kept = new Set<string>();
  for (let stream = 0; stream < 50; stream++) {
    const events = await eventStore.readStream(`order-${stream}`, 0, 100_000);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, revision) => `${stream}/${revision}`));
    for (const { id } of events) kept.add(id);
  }
  await close();
  expect(child.lines.length).toBeGreaterThan(1_000);
  expect(child.lines.filter((id) => !kept.has(id))).toEqual([]);
});

test.each([5, 10, 15, 20, 25, 30, 35])('a process that leaves %d ms into its writes leaves in peace', async (delay) => {
  const child = runProgram(
    `const { eventStore } = await open();
       for (let stream = 0; stream < 500; stream++) {
         void eventStore.append('order-' + stream, -1, [event('first ' + stream, 'x'.repeat(20000))]).catch(() => {});
       }
       setTimeout(() => process.exit(0), ${delay});`,
    dir,
  );
  expect(await child.ended).toEqual({ code: 0, signal: null, complaints: '' });
});

const straceVersion = spawnSync('strace', ['-V']);
const hasStrace = straceVersion.error === undefined && straceVersion.status === 0;

describe('what the system is asked to do', () => {
  if (!hasStrace && process.env['CI'] === undefined) {
    process.stderr.write('skipped: strace is not installed\n');
    test.skip('skipped: strace is not installed', () => {});
    return;
  }

  test('an append is written and synced to the disk before it is acknowledged', async () => {
    expect(hasStrace).toBe(true);
    const trace = join(dir, 'trace');
    const child = runProgram(
      `const { eventStore, close } = await open();
       await eventStore.append('order-1', -1, [event('first')]);
       say('the first is acknowledged');
       await eventStore.append('order-1', 0, [event('second')]);
       say('the second is acknowledged');
       await close();`,
      dir,
      ['strace', '-f', '-y', '-e', 'trace=write,pwrite64,fsync,fdatasync', '-o', trace],
    );
    expect(await child.ended).toMatchObject({ code: 0 });
    const acts = actsOn('events.db-wal', await readFile(trace, 'utf8'));
    const first = acts.indexOf('said: the first is acknowledged');
    const second = acts.indexOf('said: the second is acknowledged');
    expect(first).toBeGreaterThan(0);
    for (const before of [acts.slice(0, first), acts.slice(first + 1, second)]) {
      expect(before).toContain('written');
      expect(before.lastIndexOf('synced')).toBeGreaterThan(before.lastIndexOf('written'));
    }
  });
});

/** What a trace says of one file, in order of completion: `written`, `synced`, and the lines said meanwhile. */
function actsOn(file: string, trace: string): readonly string[] {
  const unfinished = new Map<string, string>();
  return trace.split('\n').flatMap((line) => {
    const thread = line.split(' ', 1)[0]!;
    if (line.endsWith('<unfinished ...>')) {
      unfinished.set(thread, line);
      return [];
    }
    const call = line.includes(' resumed>') ? `${unfinished.get(thread)} ${line}` : line;
    const said = /write\(1<[^>]*>, "([^"]*acknowledged)/.exec(call);
    if (said !== null) return [`said: ${said[1]}`];
    if (!call.includes(`/${file}>`)) return [];
    if (/ f(data)?sync\(/.test(call)) return call.endsWith('= 0') ? ['synced'] : [];
    return / p?write(64)?\(/.test(call) ? ['written'] : [];
  });
}
