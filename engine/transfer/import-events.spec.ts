import { describe, expect, test } from '@jest/globals';
import { RoughEventStore } from '../../test/rough/event-store.ts';
import { chained } from '../log/hash-chain.ts';
import type { NewEvent } from '../log/event.ts';
import { eventFormat, eventsOfLog, eventsOfStream, headerIn, lineOf } from './event-lines.ts';
import { BrokenLine, importEvents } from './import-events.ts';

/** A log of two shelves, written turn by turn. */
async function filled(eventsEach: number): Promise<RoughEventStore> {
  const store = new RoughEventStore();
  const last: Record<string, string | null> = { 'shelf-1': null, 'shelf-2': null };
  for (let revision = 0; revision < eventsEach; revision += 1) {
    for (const stream of Object.keys(last)) {
      const event = eventOf(stream, revision, last[stream]!);
      last[stream] = event.metadata.hash;
      await store.append(stream, revision - 1, [event]);
    }
  }
  return store;
}

function eventOf(stream: string, revision: number, previousHash: string | null): NewEvent {
  const ids = { correlationId: 'c', causationId: 'c', commandId: 'c' };
  const time = new Date(revision * 1000).toISOString();
  const metadata = { version: 1, time, actor: { id: 'a', role: 'admin' }, ...ids, previousHash };
  const unhashed = { id: `${stream}/${revision}`, type: 'BookPut', data: { title: 'ä"\n' }, metadata };
  return chained(stream, revision, unhashed).event;
}

async function exported(store: RoughEventStore): Promise<string[]> {
  const lines: string[] = [];
  for await (const event of eventsOfLog(store, (await store.head())!)) lines.push(lineOf(event).trimEnd());
  const header = { format: eventFormat, version: 1, logId: await store.logId(), count: lines.length };
  return [JSON.stringify(header), ...lines];
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

async function everything(store: RoughEventStore) {
  const found = [];
  const head = await store.head();
  if (head !== null) for await (const event of eventsOfLog(store, head)) found.push({ ...event, position: '' });
  return found;
}

describe('An exported log', () => {
  test('is read in again with the same ids, revisions and hashes', async () => {
    const source = await filled(300);
    const target = new RoughEventStore();
    let last = 0;
    const imported = await importEvents(target, each(await exported(source)), {
      seen: (_, done) => (last = done),
    });
    expect([imported.events, last]).toEqual([600, 600]);
    expect(await everything(target)).toEqual(await everything(source));
  });

  test('tells whether every event has the position that it had', async () => {
    const lines = await exported(await filled(3));
    const into = (target: RoughEventStore) => importEvents(target, each(lines), { seen: () => {} });
    const inUse = new RoughEventStore();
    await inUse.append('shelf-3', -1, [eventOf('shelf-3', 0, null)]);
    const imported = [await into(new RoughEventStore()), await into(inUse)];
    expect(imported.map(({ samePositions }) => samePositions)).toEqual([true, false]);
  });

  test('of one stream has that stream alone', async () => {
    const source = await filled(3);
    const revisions = [];
    for await (const event of eventsOfStream(source, 'shelf-2', 2)) revisions.push(`${event.stream} ${event.revision}`);
    expect(revisions).toEqual(['shelf-2 0', 'shelf-2 1']);
  });

  const ways: [string, (lines: string[]) => string[], string][] = [
    ['altered', (l) => l.with(4, l[4]!.replace('ä', 'b')), 'line 5: event 1 of shelf-2: altered'],
    ['left out', (l) => l.toSpliced(3, 1), 'line 5: event 2 of shelf-1: revision-gap'],
    [
      'swapped',
      (l) => [...l.slice(0, 1), l[3]!, l[2]!, l[1]!, ...l.slice(4)],
      'line 2: event 1 of shelf-1: revision-gap',
    ],
    ['no JSON', (l) => l.with(2, l[2]!.slice(5)), 'line 3: this is no event'],
    ['no event', (l) => l.with(2, '{"id":"x"}'), 'line 3: this is no event'],
    ['cut off', (l) => l.slice(0, 5), 'the file was cut off: 4 of 6 events are in it'],
    ['one too many', (l) => [...l, l[1]!], 'line 8: one event too many'],
    ['nothing', () => [], 'the file is empty'],
  ];
  test.each(ways)(
    'with a line that is wrong (%s) is refused there: nothing of it or after it is written',
    async (_, spoil, reason) => {
      const lines = spoil(await exported(await filled(3)));
      const target = new RoughEventStore();
      const refused = await importEvents(target, each(lines), { seen: () => {} }).catch(
        (error: unknown) => error as Error,
      );
      expect(refused).toBeInstanceOf(BrokenLine);
      expect((refused as Error).message).toBe(reason);
      const named = Number(/^line (\d+)/.exec(reason)?.[1] ?? lines.length + 1);
      expect(await everything(target)).toHaveLength(Math.max(0, named - 2));
    },
  );

  test('of a newer release, or what is none, is not begun', () => {
    expect(() => headerIn('{"format":"storied-events","version":2,"logId":"l","count":1}')).toThrow('format version 2');
    expect(() => headerIn('id,name')).toThrow('this is no export');
  });
});
