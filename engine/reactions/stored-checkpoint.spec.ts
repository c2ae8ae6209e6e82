import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '../../test/contracts/subject.ts';
import { Notebook } from '../../test/rough/notebook.ts';
import { ReadingShop } from '../../test/rough/reading-shop.ts';
import { sold } from '../../test/rough/tills.ts';
import type { ReactorCheckpoint } from './low-water-mark.ts';
import { ReactorRuntime } from './reactor-runtime.ts';
import type { ReactorServices } from './reactor-services.ts';
import { StoredCheckpoint } from './stored-checkpoint.ts';

const soon = 5_000;
let shop: ReadingShop;
let warnings: string[];
let open: ReactorRuntime[];
beforeEach(() => {
  shop = new ReadingShop();
  warnings = [];
  open = [];
});
afterEach(async () => {
  for (const runtime of open) await runtime.close();
  await shop.close();
});

const log = { info: () => {}, warn: (message: string) => void warnings.push(message) };

async function start(notebook: Notebook, options: Partial<ReactorServices> = {}): Promise<ReactorRuntime> {
  const runtime = new ReactorRuntime(notebook, await shop.services({ log, ...options }));
  open.push(runtime);
  await runtime.start();
  return runtime;
}

const stateOf = async (runtime: ReactorRuntime) => (await runtime.status()).state;
const saved = async () => JSON.parse((await shop.checkpoints.read('notebook')) ?? 'null') as ReactorCheckpoint | null;
const isSavedAt = (position: unknown) => eventually(async () => (await saved())?.position === position);

describe('Of two processes with one reactor', () => {
  test('the one that takes the checkpoint later works, the other stops and overwrites nothing', async () => {
    const [one, two] = [new Notebook(), new Notebook()];
    const first = await start(one);
    await isSavedAt(await shop.log.write('till-1', sold('ada', 1)));
    const second = await start(two);
    const position = await shop.log.write('till-1', sold('ada', 2));
    expect(await second.waitFor(position, soon)).toBe(true);
    await eventually(async () => (await stateOf(first)) === 'superseded');
    expect(warnings).toEqual(['Another process has taken the checkpoint; nothing more is done here']);
    expect(two.notes).toEqual(['ada 2']);

    const before = [...one.notes];
    const last = await shop.log.write('till-1', sold('ada', 3));
    expect(await second.waitFor(last, soon)).toBe(true);
    await isSavedAt(last);
    expect(await first.waitFor(last, soon)).toBe(false);
    await first.close();
    expect(one.notes).toEqual(before);
    expect(await saved()).toMatchObject({ position: last, except: [] });
    expect(await stateOf(second)).toBe('running');
  });

  test('one that slept in the middle of a save while the other worked does no harm when it wakes', async () => {
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    let sleeps = false;
    const first = await start(new Notebook());
    shop.checkpoints.beforeSave = () => ((sleeps = true), asleep);
    await shop.log.write('till-1', sold('ada', 1));
    await eventually(() => sleeps);
    shop.checkpoints.beforeSave = async () => {};

    const second = await start(new Notebook());
    const position = await shop.log.write('till-1', sold('ada', 2));
    await second.waitFor(position, soon);
    await isSavedAt(position);
    wake();
    await eventually(async () => (await stateOf(first)) === 'superseded');
    expect((await saved())?.position).toBe(position);
    expect(await stateOf(second)).toBe('running');
  });

  test('one that is refused for its log leaves the checkpoint to the other', async () => {
    const first = await start(new Notebook());
    await isSavedAt(await shop.log.write('till-1', sold('ada', 1)));
    const elsewhere = new ReadingShop({}, 2);
    elsewhere.checkpoints = shop.checkpoints;
    const second = new ReactorRuntime(new Notebook(), await elsewhere.services());
    await second.start();
    expect(await stateOf(second)).toBe('refused');
    await second.close();
    await elsewhere.close();
    await isSavedAt(await shop.log.write('till-1', sold('ada', 2)));
    expect(await stateOf(first)).toBe('running');
  });
});

describe('A reactor whose store', () => {
  test('loses answers has its checkpoint saved all the same, and goes on as its only holder', async () => {
    const runtime = await start(new Notebook());
    for (let n = 0; n < 5; n += 1) {
      shop.checkpoints.loseAnswers(1);
      const position = await shop.log.write('till-1', sold('ada', n));
      await runtime.waitFor(position, soon);
    }
    shop.checkpoints.loseAnswers(0);
    const last = await shop.log.write('till-1', sold('ada', 9));
    await isSavedAt(last);
    expect(await stateOf(runtime)).toBe('running');
    expect(warnings).toEqual([]);
  });

  test('went back to an older copy handles again what came after it, and saves on from there', async () => {
    const notebook = new Notebook();
    const runtime = await start(notebook);
    await isSavedAt(await shop.log.write('till-1', sold('ada', 1)));
    const copy = shop.checkpoints.copied();
    await isSavedAt(await shop.log.write('till-1', sold('ada', 2), sold('bob', 3)));
    shop.checkpoints.goBackTo(copy);
    shop.checkpoints.loseAnswers(1);
    const position = await shop.log.write('till-1', sold('eve', 4));
    await isSavedAt(position);
    expect(warnings).toEqual([
      'The checkpoint went back to an older one; what came after it is handled again',
      'The checkpoint cannot be taken and is tried again',
    ]);
    expect(notebook.notes).toEqual(['ada 1', 'ada 2', 'bob 3', 'eve 4', 'ada 2', 'bob 3', 'eve 4']);
    expect(await stateOf(runtime)).toBe('running');
    expect(await runtime.waitFor(position, soon)).toBe(true);
  });

  test('went back to before it was taken takes it again; paused it stays paused', async () => {
    const copy = shop.checkpoints.copied();
    const notebook = new Notebook();
    const runtime = await start(notebook);
    await isSavedAt(await shop.log.write('till-1', sold('ada', 1)));
    shop.checkpoints.goBackTo(copy);
    notebook.before = async (note) => {
      if (note === 'ada 2') runtime.pause();
    };
    const position = await shop.log.write('till-1', sold('ada', 2));
    await eventually(() => warnings.length > 0);
    expect(await stateOf(runtime)).toBe('paused');
    notebook.before = async () => {};
    runtime.resume();
    await isSavedAt(position);
    expect(notebook.notes).toEqual(['ada 1', 'ada 2', 'ada 1', 'ada 2']);
  });
});

describe('A checkpoint that may be saved a while later', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  async function held(): Promise<StoredCheckpoint> {
    const present = () => ({ position: null, eventId: 'e', events: 1, logId: 'l', except: [] });
    const lost = (why: string) => void warnings.push(why);
    const checkpoint = new StoredCheckpoint({ checkpoints: shop.checkpoints, reactor: 'notebook', present, lost });
    await checkpoint.take();
    checkpoint.hold();
    return checkpoint;
  }

  test.each([
    [100, 1_000],
    [1_000, 100],
  ])('is saved within the shorter of two times (%i ms, then %i ms)', async (first, second) => {
    const checkpoint = await held();
    checkpoint.saveWithin(first);
    checkpoint.saveWithin(second);
    await jest.advanceTimersByTimeAsync(99);
    expect(await saved()).toBeNull();
    await jest.advanceTimersByTimeAsync(1);
    expect(await saved()).toMatchObject({ eventId: 'e' });
  });

  test('is not saved by itself any more once its timer is stopped', async () => {
    const checkpoint = await held();
    checkpoint.saveWithin(100);
    checkpoint.stopTimer();
    checkpoint.saveWithin(50);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await saved()).toBeNull();
    await checkpoint.save();
    expect(await saved()).toMatchObject({ eventId: 'e' });
  });
});
