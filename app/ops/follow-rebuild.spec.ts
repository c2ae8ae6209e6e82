import { expect, test } from '@jest/globals';
import type { RebuildJob } from '../../engine/projections/ports/projection-admin.ts';
import type { EngineAtHand } from './engine-at-hand.ts';
import { followRebuild } from './follow-rebuild.ts';

const job = (state: RebuildJob['state'], processed: number, error?: string): RebuildJob => ({
  ...{ jobId: 'j', state, processed, total: 100, percent: processed },
  ...(error === undefined ? {} : { error }),
});

/** An engine whose rebuild is found in these states, one after the other; the last one stays. */
function engine(running: boolean, jobs: readonly RebuildJob[], asked = () => {}): EngineAtHand {
  const left = [...jobs];
  const show = async () => {
    asked();
    return { version: '1.2', rebuild: left.length > 1 ? left.shift() : left[0] };
  };
  return { running, projections: { show } } as unknown as EngineAtHand;
}

async function followed(at: EngineAtHand): Promise<[number, string]> {
  let written = '';
  const code = await followRebuild(at, 'orders', {
    write: (text: string | Uint8Array) => (written += String(text)) !== '',
  });
  return [code, written];
}

test('a rebuild is followed until its build serves', async () => {
  const [code, written] = await followed(
    engine(true, [job('catching-up', 10), job('verifying', 100), job('live', 100)]),
  );
  expect(code).toBe(0);
  expect(written).toMatch(
    /^orders: 100\/100 {2}\d+\/s\norders: all events are read; [^\n]+\norders: rebuilt from 100 events; version 1.2 serves.\n$/,
  );
});

test('one that is found comparing says that, and no rate that nobody saw', async () => {
  const [code, written] = await followed(engine(true, [job('verifying', 100), job('live', 100)]));
  expect(code).toBe(0);
  expect(written).toMatch(
    /^orders: all events are read; [^\n]+\norders: rebuilt from 100 events; version 1.2 serves.\n$/,
  );
});

test('one that fails says why, and which version serves on', async () => {
  expect(await followed(engine(true, [job('failed', 60, 'digests differ')]))).toEqual([
    1,
    expect.stringContaining('orders: the rebuild ended failed: digests differ; version 1.2 serves.\n'),
  ]);
});

test.each([
  [true, 'The rebuild goes on in the running shop'],
  [false, 'Interrupted. The next start of the shop, or this command, goes on with the rebuild.'],
])('Ctrl-C ends the showing (of a running shop: %s) and says what becomes of the job', async (running, said) => {
  const at = engine(running, [job('catching-up', 10)], () => void process.emit('SIGINT'));
  expect(await followed(at)).toEqual([130, expect.stringContaining(said)]);
});
