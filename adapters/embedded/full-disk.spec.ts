import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StoreUnavailable } from '../../engine/log/event-store.ts';
import type { NewEvent } from '../../engine/log/event.ts';
import { runProgram } from '../../test/contracts/child-program.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { positionOf } from '../../engine/log/position.ts';
import { openEmbedded } from './embedded.ts';

const masterKey = Buffer.alloc(32, 7);

function event(id: string, text: string): NewEvent {
  const ids = { correlationId: 'c', causationId: 'c', commandId: 'c' };
  const actor = { id: 'x', role: 'system' };
  const time = '2026-01-01T00:00:00.000Z';
  return {
    id,
    type: 'ItHappened',
    data: { text },
    metadata: { version: 1, time, actor, ...ids, previousHash: null, hash: 'h' },
  };
}

test('a file that may not grow refuses appends and stays whole; other files go on, and so does the next start', async () => {
  const dir = temporaryFolder();
  const child = runProgram(
    `const { eventStore, registry, close } = await open();
     let revision = -1;
     for (;;) {
       try {
         await eventStore.append('order-1', revision, [event('e' + (revision + 1), 'x'.repeat(30000))]);
         revision += 1;
       } catch (error) {
         say(error.name + ' after ' + revision);
         break;
       }
     }
     await registry.set('answer', '42');
     say('read ' + (await eventStore.readStream('order-1', 0, 1000)).length + ', kept ' + (await registry.get('answer')));
     await close();`,
    dir,
    ['sh', '-c', 'ulimit -f 2048; exec "$@"', 'sh'],
  );
  expect(await child.ended).toEqual({ code: 0, signal: null, complaints: '' });
  const revision = Number(/^StoreUnavailable after (\d+)$/.exec(child.lines[0]!)?.[1]);
  expect(revision).toBeGreaterThan(5);
  expect(child.lines[1]).toBe(`read ${revision + 1}, kept 42`);

  const { eventStore, close } = await openEmbedded({ dir, masterKey });
  expect(await eventStore.readStream('order-1', 0, 1_000)).toHaveLength(revision + 1);
  expect(await eventStore.append('order-1', revision, [event('next', '')])).toMatchObject({ outcome: 'appended' });
  await close();
});

describe('a full disk', () => {
  const disk = temporaryFolder();
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0;
  if (!isMounted) {
    process.stderr.write('skipped: a disk of its own cannot be mounted here\n');
    test.skip('skipped: a disk of its own cannot be mounted here', () => {});
    return;
  }
  let embedded: Awaited<ReturnType<typeof openEmbedded>>;
  beforeAll(async () => {
    embedded = await openEmbedded({ dir: join(disk, 'data'), masterKey });
  });
  afterAll(async () => {
    await embedded.close();
    spawnSync('umount', ['-l', disk]);
  });

  test('refuses every write, tears nothing, still answers reads, and all is well once there is room', async () => {
    const { eventStore, registry, messageBus, keyVault } = embedded;
    await eventStore.append('order-1', -1, [event('e0', '')]);
    await registry.set('answer', '42');
    fill(join(disk, 'ballast'));
    let revision = 0;
    const appending = async () => {
      for (; revision < 200; revision++) {
        await eventStore.append('order-1', revision, [event(`e${revision + 1}`, 'x'.repeat(20_000))]);
      }
    };
    await expect(appending()).rejects.toBeInstanceOf(StoreUnavailable);
    const valueWrites = async () => {
      for (let n = 0; n < 200; n++) await registry.set(`big ${n}`, 'x'.repeat(20_000));
    };
    await expect(valueWrites()).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await registry.get('answer')).toBe('42');
    expect(await eventStore.readStream('order-1', 0, 1_000)).toHaveLength(revision + 1);

    rmSync(join(disk, 'ballast'));
    const next = await eventStore.append('order-1', revision, [event(`e${revision + 1}`, 'there is room again')]);
    expect(next).toMatchObject({ outcome: 'appended', revision: revision + 1 });
    await registry.set('answer', '43');
    await messageBus.declare({ queue: 'mails', bindings: ['#'] });
    await messageBus.publish({ id: 'm', position: positionOf(1), routingKey: 'order.order.created', body: {} });
    expect((await keyVault.obtain('ann')).status).toBe('key');
  });
});

/** Takes all room that is left. */
function fill(path: string): void {
  for (;;) {
    try {
      writeFileSync(path, Buffer.alloc(4_096), { flag: 'a' });
    } catch {
      return;
    }
  }
}
