import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Registry } from '../../engine/stores/registry.ts';
import { surelyReplace, surelySetIfAbsent } from '../../engine/stores/sure-writes.ts';
import { eventually } from './subject.ts';
import type { OpenSubject, Subject } from './subject.ts';

/** What every Registry must do, also one that does not always say what became of a write. */
export function registryContract(name: string, open: OpenSubject<Registry>): void {
  describe(`Registry: ${name}`, () => {
    let subject: Subject<Registry>;
    let store: Registry;
    beforeEach(async () => {
      subject = await open();
      store = subject.port;
    });
    afterEach(() => subject.dispose());

    const replace = (key: string, expected: string | null, own: string | null) =>
      surelyReplace(store, key, expected, own);

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

    test('several values are read at once, in the order asked for', async () => {
      await store.set('b', '2');
      await store.set('a', '1');
      await store.set('over', 'now', 0.001);
      await eventually(async () => (await store.get('over')) === null);
      expect(await store.getMany(['a', 'none', 'b', 'over', 'a'])).toEqual(['1', null, '2', null, '1']);
      expect(await store.getMany(['b'])).toEqual(['2']);
      expect(await store.getMany([])).toEqual([]);
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
      expect(await store.get('long')).toBe('now');
      expect(await replace('short', 'now', 'later')).toBe(false);
      expect(await surelySetIfAbsent(store, 'short', 'again')).toBeNull();
      expect(await store.get('short')).toBe('again');
    });

    test('writing a value anew forgets its old time to live', async () => {
      await store.set('key', 'brief', 0.1);
      await store.set('key', 'lasting');
      await store.set('clock', 'ticking', 0.15);
      await eventually(async () => (await store.get('clock')) === null);
      expect(await store.get('key')).toBe('lasting');
    });

    test('a value that is replaced is given a time to live, and what is set when absent', async () => {
      await store.set('lease', 'mine');
      await surelyReplace(store, 'lease', 'mine', 'yours', 0.1);
      await surelySetIfAbsent(store, 'claim', 'mine', 0.1);
      await eventually(async () => (await store.get('lease')) === null && (await store.get('claim')) === null);
    });

    test('of many that set one absent key, one does, and the others are told its value', async () => {
      const standing = await Promise.all(
        Array.from({ length: 20 }, (_, index) => surelySetIfAbsent(store, 'claim', `claimed by ${index}`)),
      );
      const winner = await store.get('claim');
      expect(standing.filter((value) => value === null)).toHaveLength(1);
      expect(standing.filter((value) => value === winner)).toHaveLength(19);
    });

    test('a value is replaced only when the expected one stands there', async () => {
      expect(await replace('lease', 'nobody', 'me')).toBe(false);
      expect(await replace('lease', null, 'me')).toBe(true);
      expect(await replace('lease', null, 'you')).toBe(false);
      expect(await replace('lease', 'me', 'you')).toBe(true);
      expect(await replace('lease', 'me', null)).toBe(false);
      expect(await replace('lease', 'you', null)).toBe(true);
      expect(await store.get('lease')).toBeNull();
    });

    test('of many that replace one value, one does', async () => {
      await store.set('lease', 'free');
      const replaced = await Promise.all(
        Array.from({ length: 20 }, (_, index) => replace('lease', 'free', `held by ${index}`)),
      );
      expect(replaced.filter(Boolean)).toHaveLength(1);
      expect(await store.get('lease')).toBe(`held by ${replaced.indexOf(true)}`);
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
