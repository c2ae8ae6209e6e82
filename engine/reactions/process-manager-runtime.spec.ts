import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/contracts/subject.ts';
import { RoughCheckpoints } from '../../test/rough/checkpoints.ts';
import { ReadingShop } from '../../test/rough/reading-shop.ts';
import { RoughSchedule } from '../../test/rough/schedule.ts';
import { lights, sold, type Sale } from '../../test/rough/tills.ts';
import { SubscribedLogFeed } from '../feed/subscribed-log-feed.ts';
import type { EventCodec } from '../log/event-codec.ts';
import type { EventStore } from '../log/event-store.ts';
import { derivedId } from '../log/ids.ts';
import { claimMs, unknownRevision, type Scheduled } from '../stores/schedule.ts';
import type { ReactorCheckpoint } from './low-water-mark.ts';
import { ProcessManagerRuntime } from './process-manager-runtime.ts';
import type { CommandSender, ProcessManager } from './process-manager.ts';
import type { ReactorServices } from './reactor-services.ts';

const soon = 5_000;
const day = 86_400_000;

type Stamps = { readonly stamps: number; readonly reminded: number };
type StampCommand = { readonly type: 'Stamp' | 'GiveCoffee' | 'Remind'; readonly data: { readonly stamp: number } };

const stamp = (type: StampCommand['type'], n: number): StampCommand => ({ type, data: { stamp: n } });

/** Each sale of 10 or more is a stamp, the third a coffee; who does not come for a day is reminded. */
const loyalty: ProcessManager<Stamps, Sale, StampCommand> = {
  name: 'loyalty',
  stream: 'loyalty',
  recordedAs: 'LoyaltyAdvanced',
  handles: ['ItemSold'],
  key: (event) => event.data.to,
  initial: { stamps: 0, reminded: 0 },
  decide(input, state) {
    if (input.kind === 'timeout') {
      if (state.stamps === 0) return null;
      const reminded = { ...state, reminded: state.reminded + 1 };
      const commands = [stamp('Remind', state.stamps)];
      return { decision: 'remind', because: 'a day without a visit', commands, timeouts: [], state: reminded };
    }
    const { amount } = input.event.data;
    if (amount < 10) return null;
    const stamps = state.stamps + 1;
    const commands = [stamp('Stamp', stamps), ...(stamps % 3 === 0 ? [stamp('GiveCoffee', stamps)] : [])];
    const dueAt = new Date(Date.parse(input.event.time) + day).toISOString();
    const timeouts = [{ name: 'come-back', dueAt }];
    return { decision: 'stamp', because: `bought for ${amount}`, commands, timeouts, state: { ...state, stamps } };
  },
};

type Sent = { readonly key: string; readonly what: string; readonly commandId: string; readonly causationId: string };

let shop: ReadingShop;
let sent: Sent[];
let headsAsked = 0;
let deliver: CommandSender<StampCommand>;
beforeEach(() => {
  shop = new ReadingShop({ LoyaltyAdvanced: { version: 1 } });
  shop.now = Date.UTC(2026, 0, 1, 12);
  sent = [];
  deliver = async ({ type, data }, { key, commandId, causationId }) => {
    sent.push({ key, what: `${type} ${data.stamp}`, commandId, causationId });
  };
});
afterEach(() => shop.close());

async function open(send: CommandSender<StampCommand> = deliver, options: Partial<ReactorServices> = {}) {
  const runtime = new ProcessManagerRuntime({
    manager: loyalty,
    send,
    executor: shop.newExecutor(),
    services: await shop.services(options),
    schedule: shop.schedule,
    head: () => {
      headsAsked += 1;
      return shop.store.head();
    },
    orderId: (key) => `order of ${key}`,
  });
  await runtime.start();
  return runtime;
}

const head = async () => (await shop.store.head())!;
const decisions = async (key: string) =>
  (await shop.store.readStream(`loyalty-${key}`, 0, 100)).map(({ data }) => data['decision']);
const allSaved = async () => {
  const position = await head();
  await eventually(async () => {
    const saved = JSON.parse((await shop.checkpoints.read('loyalty'))!) as ReactorCheckpoint | null;
    return saved?.position === position && saved.except.length === 0;
  });
};
const whats = () => sent.map(({ what }) => what);
const pending = async (key = 'ada') => (await shop.schedule.ofProcess('loyalty', key)).map(({ name }) => name);

describe('A process manager', () => {
  test('records what it decides, then sends the commands in order under ids that follow from the record', async () => {
    const runtime = await open();
    await shop.log.write('till-1', sold('ada', 10), sold('ada', 11), sold('ada', 12));
    expect(await runtime.waitFor(await head(), soon)).toBe(true);
    const recorded = await shop.store.readStream('loyalty-ada', 0, 10);
    const heard = await shop.store.readStream('till-1', 0, 10);
    expect(recorded[2]).toMatchObject({
      id: derivedId(derivedId(heard[2]!.id, 'loyalty'), 0),
      type: 'LoyaltyAdvanced',
      data: {
        input: { id: heard[2]!.id, type: 'ItemSold', stream: 'till-1', revision: 2 },
        decision: 'stamp',
        because: 'bought for 12',
        commands: [stamp('Stamp', 3), stamp('GiveCoffee', 3)],
        timeouts: [{ name: 'come-back', dueAt: expect.any(String) }],
        state: { stamps: 3, reminded: 0 },
      },
      metadata: {
        actor: { id: 'loyalty', role: 'system' },
        correlationId: heard[2]!.metadata.correlationId,
        causationId: heard[2]!.id,
        orderId: 'order of ada',
      },
    });
    const id = (revision: number, index: number) => derivedId(recorded[revision]!.id, index);
    expect(sent).toEqual([
      { key: 'ada', what: 'Stamp 1', commandId: id(0, 0), causationId: recorded[0]!.id },
      { key: 'ada', what: 'Stamp 2', commandId: id(1, 0), causationId: recorded[1]!.id },
      { key: 'ada', what: 'Stamp 3', commandId: id(2, 0), causationId: recorded[2]!.id },
      { key: 'ada', what: 'GiveCoffee 3', commandId: id(2, 1), causationId: recorded[2]!.id },
    ]);
    await runtime.close();
  });

  test('sends after a restart, under the same ids, what was decided but not sent', async () => {
    const attempts: Sent[] = [];
    const dying: CommandSender<StampCommand> = async (command, context) => {
      await deliver(command, context);
      attempts.push(...sent.splice(0));
      throw new Error('The process is dying');
    };
    const first = await open(dying);
    await shop.log.write('till-1', sold('ada', 10));
    await eventually(() => attempts.length > 0);
    await shop.die();
    await first.close();

    const second = await open();
    expect(await second.waitFor(await head(), soon)).toBe(true);
    expect(sent).toEqual([attempts[0]]);
    expect(await decisions('ada')).toEqual(['stamp']);
    expect(await pending()).toEqual(['come-back']);
    await second.close();
  });

  test('that hears everything again decides nothing again and sends at most its last decision', async () => {
    const first = await open();
    await shop.log.write('till-1', sold('ada', 10), sold('ada', 3), sold('ada', 11), sold('bob', 4));
    await first.waitFor(await head(), soon);
    await first.close();
    const before = sent.splice(0);
    shop.checkpoints.lose();
    const second = await open();
    await second.waitFor(await head(), soon);
    expect(sent).toEqual(before.slice(-1));
    expect(await decisions('ada')).toEqual(['stamp', 'stamp']);
    expect(await decisions('bob')).toEqual([]);
    await second.close();
  });

  test('decides for what it could not read for a while, though it has gone on with other streams since', async () => {
    let unreadable = true;
    const decode: EventCodec['decode'] = (event) => {
      if (unreadable && event.stream === 'till-1') return Promise.reject(new Error('The vault does not answer'));
      return shop.codec.decode(event);
    };
    const decoder = Object.assign(Object.create(shop.codec) as EventCodec, { decode });
    const feed = await SubscribedLogFeed.open({ store: shop.store, decoder, registry: shop.registry });
    const runtime = await open(deliver, { feed });
    await shop.log.write('till-1', sold('ada', 10));
    await shop.log.write('till-2', sold('ada', 11));
    await eventually(async () => (await decisions('ada')).length === 1);
    unreadable = false;
    expect(await runtime.waitFor(await head(), soon)).toBe(true);
    const inputs = (await shop.store.readStream('loyalty-ada', 0, 10)).map(({ data }) => data['input']);
    expect(inputs).toMatchObject([{ stream: 'till-2' }, { stream: 'till-1' }]);
    expect(whats()).toEqual(['Stamp 1', 'Stamp 2']);
    await runtime.close();
    await feed.close();
  });

  test('twice on one log decides each thing once', async () => {
    const [one, other] = [await open(), await open(deliver, { checkpoints: new RoughCheckpoints() })];
    for (let n = 0; n < 12; n += 1) await shop.log.write(`till-${n % 3}`, sold(['ada', 'bob'][n % 2]!, 10 + n), lights);
    const last = await head();
    expect(await one.waitFor(last, soon)).toBe(true);
    expect(await other.waitFor(last, soon)).toBe(true);
    for (const key of ['ada', 'bob']) {
      expect(await decisions(key)).toEqual(['stamp', 'stamp', 'stamp', 'stamp', 'stamp', 'stamp']);
      const ids = new Set(sent.filter((command) => command.key === key).map(({ commandId }) => commandId));
      expect(ids.size).toBe(8);
    }
    await Promise.all([one.close(), other.close()]);
  });
});

describe('A time-out', () => {
  const firstSale = async () => {
    const position = await shop.log.write('till-1', sold('ada', 10));
    const [event] = await shop.store.readStream('till-1', 0, 1);
    return { position, dueAt: Date.parse(event!.metadata.time) + day };
  };

  test('is durable, fires late rather than never, and once', async () => {
    const first = await open();
    const { position, dueAt } = await firstSale();
    await first.waitFor(position, soon);
    await first.checkTimeouts();
    await first.close();
    expect(whats()).toEqual(['Stamp 1']);
    expect(await pending()).toEqual(['come-back']);

    shop.now = dueAt + 5_000;
    const second = await open();
    await eventually(async () => (await pending()).length === 0);
    expect(whats()).toEqual(['Stamp 1', 'Remind 1']);
    expect(await decisions('ada')).toEqual(['stamp', 'remind']);
    const [stamped, reminded] = await shop.store.readStream('loyalty-ada', 0, 2);
    expect(reminded!.metadata).toMatchObject({
      causationId: stamped!.id,
      correlationId: stamped!.metadata.correlationId,
    });
    expect(reminded!.data['input']).toMatchObject({
      id: derivedId('loyalty', 'ada', 'come-back', new Date(dueAt).toISOString(), 0),
      type: 'timeout:come-back',
      ...{ stream: 'loyalty-ada', revision: 0 },
    });
    await second.checkTimeouts();
    await second.close();
    expect(whats()).toEqual(['Stamp 1', 'Remind 1']);
  });

  test('of a process that died is taken up by another that lives on', async () => {
    const [dies, lives] = [await open(), await open()];
    lives.pause();
    const { position, dueAt } = await firstSale();
    await dies.waitFor(position, soon);
    await dies.close();
    shop.now = dueAt;
    expect(await shop.schedule.due('loyalty', shop.clock(), 10)).toHaveLength(1);
    lives.resume();
    await lives.waitFor(position, soon);
    await lives.checkTimeouts();
    expect(await decisions('ada')).toEqual(['stamp']);
    // Whoever claimed it died with it.
    shop.now += claimMs;
    await lives.checkTimeouts();
    await eventually(async () => (await pending()).length === 0);
    expect(await decisions('ada')).toEqual(['stamp', 'remind']);
    await lives.close();
  });

  test('fires by itself when its time has come', async () => {
    const runtime = await open();
    shop.now = Date.UTC(2026, 0, 1, 0, 0, 1) + day - 30;
    const { position } = await firstSale();
    await runtime.waitFor(position, soon);
    shop.now += 60;
    await eventually(async () => whats().includes('Remind 1'));
    await runtime.close();
  });

  test('fires at once when an operator asks for it, and not again when it is due', async () => {
    const runtime = await open();
    const { position, dueAt } = await firstSale();
    await runtime.waitFor(position, soon);
    expect(await runtime.fireEarly('ada', (name) => name !== 'come-back')).toBe(false);
    expect(await runtime.fireEarly('bob', () => true)).toBe(false);
    expect(await runtime.fireEarly('ada', (name) => name === 'come-back')).toBe(true);
    await eventually(async () => (await pending()).length === 0);
    expect(whats()).toEqual(['Stamp 1', 'Remind 1']);
    shop.now = dueAt;
    await runtime.checkTimeouts();
    expect(await runtime.fireEarly('ada', () => true)).toBe(false);
    expect(whats()).toEqual(['Stamp 1', 'Remind 1']);
    await runtime.close();
  });

  test('that is set anew fires at the new time only', async () => {
    const runtime = await open();
    const { dueAt } = await firstSale();
    const position = await shop.log.write('till-1', lights, lights, sold('ada', 11));
    await runtime.waitFor(position, soon);
    shop.now = dueAt;
    await runtime.checkTimeouts();
    expect(await pending()).toHaveLength(1);
    shop.now = dueAt + 3_000;
    await runtime.checkTimeouts();
    await eventually(async () => (await pending()).length === 0);
    expect(whats()).toEqual(['Stamp 1', 'Stamp 2', 'Remind 2']);
    await runtime.close();
  });

  test('whose decision was recorded but not sent is carried out before anything else is decided', async () => {
    const attempts: Sent[] = [];
    const dying: CommandSender<StampCommand> = async (command, context) => {
      await deliver(command, context);
      if (command.type !== 'Remind') return;
      attempts.push(sent.pop()!);
      throw new Error('The process is dying');
    };
    const first = await open(dying);
    const { position, dueAt } = await firstSale();
    await first.waitFor(position, soon);
    shop.now = dueAt;
    await first.checkTimeouts();
    await eventually(() => attempts.length > 0);
    await shop.die();
    await first.close();

    await shop.log.write('till-1', sold('ada', 11));
    const second = await open();
    await second.waitFor(await head(), soon);
    await eventually(() => whats().includes('Stamp 2'));
    expect(whats()).toEqual(['Stamp 1', 'Remind 1', 'Stamp 2']);
    expect(sent[1]).toEqual(attempts[0]);
    expect(await decisions('ada')).toEqual(['stamp', 'remind', 'stamp']);
    await second.close();
  });

  test('of a process that another has taken over is left to the other', async () => {
    const first = await open();
    const { position, dueAt } = await firstSale();
    await first.waitFor(position, soon);
    const second = await open();
    await second.waitFor(await shop.log.write('till-2', sold('bob', 1)), soon);
    await eventually(async () => (await first.status()).state === 'superseded');
    shop.now = dueAt;
    await first.checkTimeouts();
    expect(await shop.schedule.nextDue('loyalty', shop.clock())).not.toBeNull();
    await second.checkTimeouts();
    await eventually(async () => (await pending()).length === 0);
    expect(await decisions('ada')).toEqual(['stamp', 'remind']);
    await first.close();
    await second.close();
  });

  test('is set anew when the store went back to where it was not set', async () => {
    const runtime = await open();
    await runtime.waitFor(await shop.log.write('till-2', sold('bob', 1)), soon);
    await eventually(async () => (await shop.checkpoints.read('loyalty')) !== null);
    const copy = shop.checkpoints.copied();
    const { position } = await firstSale();
    await runtime.waitFor(position, soon);
    await allSaved();
    shop.checkpoints.goBackTo(copy);
    const [timeout] = await shop.schedule.ofProcess('loyalty', 'ada');
    await shop.schedule.done('loyalty', timeout!);
    await shop.log.write('till-2', sold('bob', 2));
    await eventually(async () => (await pending()).length === 1);
    expect(await decisions('ada')).toEqual(['stamp']);
    await runtime.close();
  });

  test('that is pending again since the store went back has its decision carried out again before the next', async () => {
    const runtime = await open();
    const { position, dueAt } = await firstSale();
    await runtime.waitFor(position, soon);
    const [timeout] = await shop.schedule.ofProcess('loyalty', 'ada');
    await allSaved();
    const copy = shop.checkpoints.copied();
    shop.now = dueAt;
    await runtime.checkTimeouts();
    await eventually(async () => whats().length === 2 && (await pending()).length === 0);
    await allSaved();

    shop.checkpoints.goBackTo(copy);
    await shop.schedule.set('loyalty', [timeout!]);
    await shop.log.write('till-2', sold('bob', 1));
    await allSaved();
    await runtime.waitFor(await shop.log.write('till-1', sold('ada', 11)), soon);
    expect(whats()).toEqual(['Stamp 1', 'Remind 1', 'Remind 1', 'Stamp 2']);
    await runtime.close();
  });

  test('whose decision was not sent is carried out where nothing but the log has come: so are those still pending', async () => {
    const dying: CommandSender<StampCommand> = async (command, context) => {
      if (command.type === 'Remind') throw new Error('The process is dying');
      await deliver(command, context);
    };
    const first = await open(dying);
    const { position, dueAt } = await firstSale();
    await first.waitFor(position, soon);
    await first.waitFor(await shop.log.write('till-2', sold('bob', 10)), soon);
    shop.now = dueAt;
    await first.checkTimeouts();
    await eventually(async () => (await decisions('ada')).length === 2);
    await shop.die();
    await first.close();

    shop.checkpoints.lose();
    shop.schedule = new RoughSchedule();
    sent = [];
    const second = await open();
    await second.waitFor(await head(), soon);
    expect(sent.filter(({ key }) => key === 'ada').map(({ what }) => what)).toEqual(['Remind 1']);
    expect(await pending('bob')).toEqual(['come-back']);
    expect(await decisions('ada')).toEqual(['stamp', 'remind']);
    await second.close();
  });

  test('with nothing to decide leaves nothing behind', async () => {
    const dueAt = shop.clock();
    await shop.schedule.set('loyalty', [{ key: 'bob', name: 'come-back', dueAt, revision: 0, correlationId: 'c' }]);
    const runtime = await open();
    await eventually(async () => (await pending('bob')).length === 0);
    expect(await decisions('bob')).toEqual([]);
    await runtime.close();
  });

  test('that a later record set anew is stale, though a paused process writes it again', async () => {
    const runtime = await open();
    const { dueAt } = await firstSale();
    const [stale] = await eventually(async () => {
      const found = await shop.schedule.ofProcess('loyalty', 'ada');
      return found.length > 0 && found;
    });
    const position = await shop.log.write('till-1', lights, lights, sold('ada', 11));
    await runtime.waitFor(position, soon);
    shop.now = dueAt + 3_000;
    await runtime.checkTimeouts();
    await eventually(async () => (await pending()).length === 0);
    await shop.schedule.set('loyalty', [stale!]);
    await runtime.checkTimeouts();
    await eventually(async () => (await pending()).length === 0);
    expect(await decisions('ada')).toEqual(['stamp', 'stamp', 'remind']);
    await runtime.close();
  });

  test('that an earlier release set is decided as one that knows its record, once', async () => {
    const runtime = await open();
    const { position, dueAt } = await firstSale();
    await runtime.waitFor(position, soon);
    await runtime.close();
    const [{ revision, ...set }] = (await shop.schedule.ofProcess('loyalty', 'ada')) as [Scheduled];
    await shop.schedule.done('loyalty', { ...set, revision });
    await shop.schedule.set('loyalty', [{ ...set, revision: unknownRevision }]);
    shop.now = dueAt;
    const second = await open();
    await eventually(async () => (await pending()).length === 0);
    expect(await decisions('ada')).toEqual(['stamp', 'remind']);
    await second.close();
  });

  test('is set and done for, whatever answers of the schedule are lost', async () => {
    const runtime = await open();
    shop.schedule.loseAnswers(2);
    const { position, dueAt } = await firstSale();
    expect(await runtime.waitFor(position, soon)).toBe(true);
    shop.schedule.loseAnswers(2);
    shop.now = dueAt;
    await runtime.checkTimeouts();
    await eventually(async () => (await pending()).length === 0);
    await eventually(() => whats().includes('Remind 1'));
    expect(await decisions('ada')).toEqual(['stamp', 'remind']);
    await runtime.close();
  });

  test('does not pass what is in the log, though it is still on its way to this process', async () => {
    let arrives = () => {};
    let onTheWay = Promise.resolve();
    const subscribe: EventStore['subscribe'] = (after, receive) =>
      shop.store.subscribe(after, async (events) => {
        await onTheWay;
        await receive(events);
      });
    const store = Object.assign(Object.create(shop.store) as EventStore, { subscribe });
    const feed = await SubscribedLogFeed.open({ store, decoder: shop.codec, registry: shop.registry });
    const runtime = await open(deliver, { feed });
    const { position, dueAt } = await firstSale();
    await runtime.waitFor(position, soon);
    onTheWay = new Promise((resolve) => (arrives = resolve));
    headsAsked = 0;
    const late = await shop.log.write('till-1', sold('ada', 11));
    shop.now = dueAt;
    await runtime.checkTimeouts();
    await eventually(() => headsAsked > 0);
    expect(await decisions('ada')).toEqual(['stamp']);
    arrives();
    await runtime.waitFor(late, soon);
    await eventually(async () => (await decisions('ada')).length === 2);
    expect(await decisions('ada')).toEqual(['stamp', 'stamp']);
    await runtime.close();
    await feed.close();
  });
});
