import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyValue } from '../../engine/stores/key-value.ts';
import { eventually } from './subject.ts';
import type { OpenSubject, Subject } from './subject.ts';

/** What every KeyValue must do. */
export function keyValueContract(name: string, open: OpenSubject<KeyValue>): void {
  describe(`KeyValue: ${name}`, () => {
    let subject: Subject<KeyValue>;
    let store: KeyValue;
    beforeEach(async () => {
      subject = await open();
      store = subject.port;
    });
    afterEach(() => subject.dispose());

    test('a value is there once its writing was answered, until it is deleted', async () => {
      expect(await store.get('session:1')).toBeNull();
      await store.set('session:1', 'open');
      expect(await store.get('session:1')).toBe('open');
      await store.set('session:1', 'renewed');
      expect(await store.get('session:1')).toBe('renewed');
      await store.delete('session:1');
      await store.delete('session:1');
      expect(await store.get('session:1')).toBeNull();
    });

    test('empty values and any Unicode text come back as they were', async () => {
      await store.set('Zoë 🛒', '');
      await store.set('note', '“naïve” 🛒\n');
      expect(await store.get('Zoë 🛒')).toBe('');
      expect(await store.get('note')).toBe('“naïve” 🛒\n');
    });

    test('a value ends with its time to live, and then counts as absent', async () => {
      await store.set('short', 'now', 600);
      await store.set('long', 'now', 600);
      expect(await store.get('short')).toBe('now');
      await store.set('short', 'now', 0.1);
      await eventually(async () => (await store.get('short')) === null);
      expect(await store.scan('', 10)).toEqual([{ key: 'long', value: 'now' }]);
      expect(await store.compareAndSet('short', 'now', 'later')).toBe(false);
      expect(await store.setIfAbsent('short', 'again')).toBeNull();
      expect(await store.get('short')).toBe('again');
    });

    test('writing a value anew forgets its old time to live', async () => {
      await store.set('key', 'brief', 0.1);
      await store.set('key', 'lasting');
      await store.set('clock', 'ticking', 0.15);
      await eventually(async () => (await store.get('clock')) === null);
      expect(await store.get('key')).toBe('lasting');
    });

    test('of many that set one absent key, one does, and the others are told its value', async () => {
      const standing = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.setIfAbsent('claim', `claimed by ${index}`)),
      );
      const winner = await store.get('claim');
      expect(standing.filter((value) => value === null)).toHaveLength(1);
      expect(standing.filter((value) => value === winner)).toHaveLength(19);
    });

    test('a value is replaced only when the expected one stands there', async () => {
      expect(await store.compareAndSet('lease', 'nobody', 'me')).toBe(false);
      expect(await store.compareAndSet('lease', null, 'me')).toBe(true);
      expect(await store.compareAndSet('lease', null, 'you')).toBe(false);
      expect(await store.compareAndSet('lease', 'me', 'you')).toBe(true);
      expect(await store.compareAndSet('lease', 'me', null)).toBe(false);
      expect(await store.compareAndSet('lease', 'you', null)).toBe(true);
      expect(await store.get('lease')).toBeNull();
    });

    test('of many that replace one value, one does', async () => {
      await store.set('lease', 'free');
      const replaced = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.compareAndSet('lease', 'free', `held by ${index}`)),
      );
      expect(replaced.filter(Boolean)).toHaveLength(1);
    });

    test('a scan pages through the entries of a prefix in key order', async () => {
      for (const key of ['timeout:b', 'timeout:a', 'timeout:c', 'timeou', 'timeout', 'timeouts', 'timeout;']) {
        await store.set(key, `value of ${key}`);
      }
      const first = await store.scan('timeout:', 2);
      expect(first).toEqual([
        { key: 'timeout:a', value: 'value of timeout:a' },
        { key: 'timeout:b', value: 'value of timeout:b' },
      ]);
      expect(await store.scan('timeout:', 2, first[1]!.key)).toEqual([
        { key: 'timeout:c', value: 'value of timeout:c' },
      ]);
      expect(await store.scan('nothing', 2)).toEqual([]);
    });

    test('deleting a prefix takes its entries and no others', async () => {
      for (const key of ['idem:ann:1', 'idem:ann:2', 'idem:anna:1', 'idem:%', 'idem_ann:1']) await store.set(key, 'x');
      await store.deletePrefix('idem:ann:');
      expect((await store.scan('', 10)).map(({ key }) => key)).toEqual(['idem:%', 'idem:anna:1', 'idem_ann:1']);
      await store.deletePrefix('idem:%');
      expect((await store.scan('', 10)).map(({ key }) => key)).toEqual(['idem:anna:1', 'idem_ann:1']);
    });

    test('uses are counted in a window that starts with the first and then begins anew', async () => {
      expect(await store.counted('login:ann')).toEqual({ count: 0, resetsInSeconds: 0 });
      expect((await store.increment('login:ann', 60)).count).toBe(1);
      expect((await store.increment('login:ann', 60)).count).toBe(2);
      expect((await store.increment('login:bob', 60)).count).toBe(1);
      const { count, resetsInSeconds } = await store.counted('login:ann');
      expect(count).toBe(2);
      expect(resetsInSeconds).toBeGreaterThan(0);
      expect(resetsInSeconds).toBeLessThanOrEqual(60);

      await store.increment('short', 0.1);
      await eventually(async () => (await store.counted('short')).count === 0);
      expect((await store.increment('short', 60)).count).toBe(1);
    });

    test('what was written is there after a restart, with its time to live', async () => {
      await store.set('kept', 'for ever');
      await store.set('brief', 'for a while', 0.2);
      await store.set('long', 'for ten minutes', 600);
      await store.set('gone', 'for a moment');
      await store.delete('gone');
      store = await subject.reopen();
      expect(await store.get('kept')).toBe('for ever');
      expect(await store.get('long')).toBe('for ten minutes');
      expect(await store.get('gone')).toBeNull();
      await eventually(async () => (await store.get('brief')) === null);
    });
  });
}
