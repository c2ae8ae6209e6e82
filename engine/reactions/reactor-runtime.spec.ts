import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/contracts/subject.ts';
import { Notebook } from '../../test/rough/notebook.ts';
import { ReadingShop } from '../../test/rough/reading-shop.ts';
import { lights, sold } from '../../test/rough/tills.ts';
import { ReactorRuntime } from './reactor-runtime.ts';
import type { ReactorServices } from './reactor-services.ts';

const soon = 5_000;
let shop: ReadingShop;
beforeEach(() => void (shop = new ReadingShop()));
afterEach(() => shop.close());

async function open(notebook: Notebook, options: Partial<ReactorServices> = {}): Promise<ReactorRuntime> {
  const runtime = new ReactorRuntime(notebook, await shop.services(options));
  await runtime.start();
  return runtime;
}

describe('A reactor', () => {
  test('handles every event of its kinds once, those of a key in order', async () => {
    const notebook = new Notebook();
    const runtime = await open(notebook);
    const expected: string[] = [];
    for (let n = 0; n < 50; n += 1) {
      await shop.log.write(`till-${n % 3}`, sold('ada', n), lights, sold('nobody', n));
      expected.push(`ada ${n}`);
    }
    const position = (await shop.store.head())!;
    expect(await runtime.waitFor(position, soon)).toBe(true);
    expect(notebook.notes).toEqual(expected);
    expect(await runtime.status()).toEqual({
      name: 'notebook',
      state: 'running',
      position,
      headPosition: position,
      lagEvents: 0,
      lagSeconds: 0,
      retrying: [],
    });
    await runtime.close();
  });

  test('handles keys side by side, at most so many', async () => {
    const notebook = new Notebook();
    let running = 0;
    let most = 0;
    notebook.before = async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    const runtime = await open(notebook, { concurrency: 3 });
    await shop.log.write('till-1', ...['a', 'b', 'c', 'd', 'e', 'f'].map((to) => sold(to, 1)));
    await runtime.waitFor((await shop.store.head())!, soon);
    expect(most).toBe(3);
    await runtime.close();
  });

  test('tries what fails again for ever; only its key waits', async () => {
    const notebook = new Notebook();
    notebook.blocked.add('ada');
    const runtime = await open(notebook, { backOff: { firstMs: 60_000, mostMs: 60_000 } });
    await shop.log.write('till-1', sold('ada', 1), sold('ada', 2));
    const position = await shop.log.write('till-1', sold('bob', 3), sold('eve', 4));
    await eventually(async () => notebook.notes.length === 2 && (await runtime.status()).retrying.length === 1);
    expect(notebook.notes).toEqual(['bob 3', 'eve 4']);
    const status = await runtime.status();
    expect(status).toMatchObject({ lagEvents: 2, position: null });
    expect(status.lagSeconds).toBeGreaterThan(0);
    expect(status.retrying).toEqual([
      {
        key: 'ada',
        type: 'ItemSold',
        eventId: expect.any(String),
        attempts: 1,
        lastError: 'ada is blocked',
        since: shop.clock(),
      },
    ]);
    notebook.blocked.clear();
    expect(runtime.retryNow('bob')).toBe(false);
    expect(runtime.retryNow('ada')).toBe(true);
    expect(await runtime.waitFor(position, soon)).toBe(true);
    expect(notebook.notes).toEqual(['bob 3', 'eve 4', 'ada 1', 'ada 2']);
    await runtime.close();
  });

  test('after a crash has everything again that was not done, and little that was', async () => {
    const first = new Notebook();
    first.blocked.add('ada');
    const runtime = await open(first);
    await shop.log.write('till-1', sold('ada', 1), sold('bob', 2));
    await shop.log.write('till-1', sold('ada', 3), sold('bob', 4));
    await eventually(() => first.notes.length === 2);
    await eventually(async () => {
      const saved = await shop.checkpoints.read('notebook');
      return saved !== null && (JSON.parse(saved) as { except: unknown[] }).except.length === 2;
    });
    await shop.die();
    await runtime.close();
    await shop.log.write('till-1', sold('bob', 5), sold('ada', 6));

    const second = new Notebook();
    const restarted = await open(second);
    expect(await restarted.waitFor((await shop.store.head())!, soon)).toBe(true);
    expect(second.notes.filter((note) => note.startsWith('ada'))).toEqual(['ada 1', 'ada 3', 'ada 6']);
    expect(second.notes.filter((note) => note.startsWith('bob'))).toEqual(['bob 5']);
    await restarted.close();
  });

  test('that dies before it could save anything has everything again', async () => {
    const first = new Notebook();
    const runtime = await open(first, { saveMs: 60_000 });
    const position = await shop.log.write('till-1', sold('ada', 1), sold('bob', 2));
    await runtime.waitFor(position, soon);
    await shop.die();
    await runtime.close();
    const second = new Notebook();
    const restarted = await open(second);
    await restarted.waitFor(position, soon);
    expect(second.notes.toSorted()).toEqual(['ada 1', 'bob 2']);
    await restarted.close();
  });

  test('reads on only while there is room for what waits', async () => {
    const notebook = new Notebook();
    notebook.blocked.add('ada');
    const runtime = await open(notebook, { window: 3 });
    for (let n = 0; n < 5; n += 1) await shop.log.write('till-1', sold('ada', n));
    const position = await shop.log.write('till-1', sold('bob', 9));
    await eventually(async () => (await runtime.status()).retrying.length === 1);
    notebook.blocked.clear();
    expect(await runtime.waitFor(position, soon)).toBe(true);
    expect(notebook.notes).toHaveLength(6);
    await runtime.close();
  });

  test('waits for an event that cannot be decoded until it can', async () => {
    await shop.log.write('till-1', sold('ada', 1), sold('bob', 2));
    const version = (to: number) =>
      shop.store.tamper('till-1', 0, (event) => ({ ...event, metadata: { ...event.metadata, version: to } }));
    version(9);
    const notebook = new Notebook();
    const runtime = await open(notebook);
    await eventually(async () => (await runtime.status()).retrying[0]?.key === 'stream:till-1');
    version(1);
    expect(await runtime.waitFor((await shop.store.head())!, soon)).toBe(true);
    expect(notebook.notes).toEqual(['bob 2', 'ada 1']);
    await runtime.close();
  });

  test('refuses the checkpoint of another log', async () => {
    const runtime = await open(new Notebook());
    await runtime.waitFor(await shop.log.write('till-1', sold('ada', 1)), soon);
    await runtime.close();
    const other = new ReadingShop({}, 2);
    other.checkpoints = shop.checkpoints;
    const notebook = new Notebook();
    const refused = new ReactorRuntime(notebook, await other.services());
    await other.log.write('till-1', sold('eve', 1));
    await refused.start();
    expect(await refused.status()).toMatchObject({ state: 'refused' });
    await refused.close();
    expect(notebook.notes).toEqual([]);
    await other.close();
  });

  test('stands still while paused, and when closed awaits what is under way', async () => {
    const notebook = new Notebook();
    const runtime = await open(notebook);
    runtime.pause();
    const position = await shop.log.write('till-1', sold('ada', 1), sold('ada', 2));
    expect(await runtime.waitFor(position, 20)).toBe(false);
    let closing: Promise<void> | null = null;
    notebook.before = async () => {
      closing ??= runtime.close();
      await new Promise((resolve) => setImmediate(resolve));
    };
    runtime.resume();
    await eventually(() => closing !== null);
    await closing!;
    expect(notebook.notes).toEqual(['ada 1']);
  });
});
