import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ProjectionShop } from '../../test/contracts/projection-shop.ts';
import { eventually } from '../../test/contracts/subject.ts';
import { roughViews } from '../../test/contracts/view-store-places.ts';
import { lights, sold } from '../../test/rough/tills.ts';
import { StoreUnavailable } from '../log/event-store.ts';
import type { EventCodec } from '../log/event-codec.ts';
import type { Event, Recorded, StoredEvent } from '../log/event.ts';
import { derivedId } from '../log/ids.ts';
import { SubscribedLogFeed } from './subscribed-log-feed.ts';
import type { LogFeed } from './log-feed.ts';
import type { Position } from '../log/position.ts';
import { positionOf, version } from '../log/position.ts';
import { wholeLog } from '../../test/whole-log.ts';

let shop: ProjectionShop;
beforeEach(async () => void (shop = new ProjectionShop(await roughViews())));
afterEach(() => shop.dispose());

const never = new AbortController().signal;

async function readAll(feed: LogFeed, page: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: Position | null = null; ;) {
    const events: Awaited<ReturnType<LogFeed['read']>> = await feed.read(after, page);
    if (events.length === 0) return ids;
    ids.push(...events.map(({ id }) => id));
    after = events.at(-1)!.position;
  }
}

function decodingBy(codec: EventCodec, decode: (stored: StoredEvent) => Promise<Recorded<Event>>): EventCodec {
  return Object.assign(Object.create(codec) as EventCodec, { decode });
}

describe('The feed', () => {
  test('gives every event once and in order, recent ones from memory and old ones from the log', async () => {
    for (let n = 0; n < 30; n += 1) await shop.log.write('till-1', sold('ada', n), lights);
    const feed = await shop.openFeed({ capacity: 5 });
    for (let n = 0; n < 30; n += 1) await shop.log.write('till-2', sold('bob', n), lights);
    const head = (await shop.store.head())!;
    await eventually(() => feed.head().position === head);
    const all = (await wholeLog(shop.store)).map(({ id }) => id);
    expect(all).toHaveLength(120);
    for (const page of [1, 7, 500]) expect(await readAll(feed, page)).toEqual(all);
    expect(feed.head().events).toBe(120);
    await feed.close();
  });

  test('counts on after a restart', async () => {
    for (let n = 0; n < 12; n += 1) await shop.log.write('till-1', ...Array.from({ length: 100 }, () => lights));
    await (await shop.openFeed()).close();
    await shop.log.write('till-1', lights);
    const feed = await shop.openFeed();
    expect(feed.head().events).toBe(1201);
    await feed.close();
  });

  test('wakes who waits, and whoever gives up', async () => {
    const feed = await shop.openFeed();
    const waiting = feed.waitBeyond(null, never);
    const position = await shop.log.write('till-1', sold('ada', 1));
    await waiting;
    expect(await feed.read(null, 10)).toHaveLength(1);
    await feed.waitBeyond(null, never);
    const giveUp = new AbortController();
    const given = feed.waitBeyond(position, giveUp.signal);
    giveUp.abort();
    await given;
    expect(await feed.read(position, 10)).toEqual([]);
    await feed.close();
  });

  test('shows an event that cannot be decoded as such, and tries again at every reading', async () => {
    const feed = await shop.openFeed();
    await shop.log.write('till-1', { type: 'NeverHeardOf', data: { secret: 1 } });
    await feed.waitBeyond(null, never);
    const [event] = await feed.read(null, 10);
    expect(event).toMatchObject({ type: 'NeverHeardOf', stream: 'till-1', revision: 0, data: null });
    expect(event?.undecodable).toBe('No event type is called NeverHeardOf');
    shop.store.tamper('till-1', 0, (stored) => ({ ...stored, type: 'LightsSwitched' }));
    feed.reread();
    expect((await feed.read(null, 10))[0]).toMatchObject({ type: 'LightsSwitched' });
    await feed.close();
  });

  test('decodes of older events only what its reader handles, and shows it the place of the others', async () => {
    await shop.log.write('till-1', sold('ada', 1), lights, sold('ada', 2));
    const decoded: string[] = [];
    const { store, registry, codec } = shop;
    const decoder = decodingBy(codec, (event) => {
      decoded.push(event.type);
      return codec.decode(event);
    });
    const feed = await SubscribedLogFeed.open({ store, registry, decoder });
    const events = await feed.read(null, 10, new Set(['LightsSwitched']));
    expect(decoded).toEqual(['LightsSwitched']);
    expect(events.map(({ id }) => id)).toEqual((await wholeLog(store)).map(({ id }) => id));
    expect(events).toMatchObject([{ type: 'ItemSold', data: null }, { data: {} }, { revision: 2, data: null }]);
    expect(events.filter(({ undecodable }) => undecodable !== undefined)).toEqual([]);
    await feed.close();
  });

  test('waits for a key vault that does not answer, instead of giving its events up', async () => {
    const { store, registry, codec } = shop;
    let failures = 3;
    const decoder = decodingBy(codec, (event) => {
      if ((failures -= 1) >= 0) throw new StoreUnavailable('The vault is away');
      return codec.decode(event);
    });
    const feed = await SubscribedLogFeed.open({ store, registry, decoder });
    const position = await shop.log.write('till-1', sold('ada', 1));
    await eventually(() => feed.head().position === position);
    expect(await feed.read(null, 10)).toMatchObject([{ type: 'ItemSold', data: { to: 'ada', amount: 1 } }]);
    expect(feed.head().events).toBe(1);
    await feed.close();
  });

  test('reads again from the log when it is told to, and loses no event by it', async () => {
    const feed = await shop.openFeed();
    await shop.log.write('till-1', sold('ada', 1), sold('ada', 2));
    await eventually(() => feed.head().events === 2);
    feed.reread();
    shop.store.tamper('till-1', 0, (stored) => ({ ...stored, data: { to: null, amount: 1 } }));
    expect((await feed.read(null, 1))[0]?.data).toEqual({ to: null, amount: 1 });
    const position = await shop.log.write('till-1', sold('bob', 3));
    await eventually(() => feed.head().position === position);
    expect(await readAll(feed, 2)).toHaveLength(3);
    await feed.close();
  });

  test('knows the one event at a position, and its log', async () => {
    const feed = await shop.openFeed();
    const position = await shop.log.write('till-1', sold('ada', 1));
    expect(await feed.eventAt(position)).toMatchObject({ type: 'ItemSold', position });
    expect(await feed.eventAt(positionOf(version(position) + 1n))).toBeNull();
    expect(await feed.logId()).toBe(derivedId('rough log', 1));
    await feed.close();
  });
});
