import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ParkedEvent, ParkedEvents } from '../../engine/feed/parked-events.ts';
import type { OpenSubject, Subject } from './subject.ts';
import { positionOf } from '../../engine/log/position.ts';

function parked(id: string, projection: string, place: number): ParkedEvent {
  return {
    id,
    projection,
    key: 'order-1',
    eventId: `event of ${id}`,
    position: positionOf(place),
    error: 'the fold failed',
    attempts: 1,
    since: '2026-01-02T03:04:05.678Z',
  };
}

/** What every ParkedEvents must do. */
export function parkedEventsContract(name: string, open: OpenSubject<ParkedEvents>): void {
  describe(`ParkedEvents: ${name}`, () => {
    let subject: Subject<ParkedEvents>;
    let store: ParkedEvents;
    beforeEach(async () => {
      subject = await open();
      store = subject.port;
    });
    afterEach(() => subject.dispose());

    test('a parked event is found again until it is removed', async () => {
      expect(await store.find('a')).toBeNull();
      await store.park(parked('a', 'orders', 1));
      expect(await store.find('a')).toEqual(parked('a', 'orders', 1));
      await store.remove('a');
      await store.remove('a');
      expect(await store.find('a')).toBeNull();
    });

    test('parking it again keeps the newest attempt only', async () => {
      await store.park(parked('a', 'orders', 1));
      await store.park({ ...parked('a', 'orders', 1), attempts: 2, error: 'it failed again' });
      expect(await store.list(10)).toEqual([{ ...parked('a', 'orders', 1), attempts: 2, error: 'it failed again' }]);
    });

    test('the list pages through all of them by id', async () => {
      for (const id of ['c', 'a', 'b']) await store.park(parked(id, 'orders', 1));
      const first = await store.list(2);
      expect(first.map(({ id }) => id)).toEqual(['a', 'b']);
      expect((await store.list(2, 'b')).map(({ id }) => id)).toEqual(['c']);
    });

    test('each consumer has its own', async () => {
      await store.park(parked('a', 'orders', 1));
      await store.park(parked('b', 'carts', 2));
      expect((await store.ofConsumer('carts')).map(({ id }) => id)).toEqual(['b']);
      expect(await store.ofConsumer('customers')).toEqual([]);
    });

    test('one that was given up is kept with its consumer, waits no more, and can be removed', async () => {
      const discarded = { ...parked('a', 'orders', 1), discarded: true } as const;
      await store.park(discarded);
      await store.park(parked('b', 'orders', 2));
      expect((await store.list(10)).map(({ id }) => id)).toEqual(['b']);
      expect(await store.ofConsumer('orders')).toEqual([discarded, parked('b', 'orders', 2)]);
      expect(await store.find('a')).toEqual(discarded);
      store = await subject.reopen();
      expect(await store.find('a')).toEqual(discarded);
      await store.remove('a');
      expect(await store.ofConsumer('orders')).toEqual([parked('b', 'orders', 2)]);
    });

    test('they are there after a restart', async () => {
      await store.park(parked('a', 'orders', 1));
      store = await subject.reopen();
      expect(await store.list(10)).toEqual([parked('a', 'orders', 1)]);
    });
  });
}
