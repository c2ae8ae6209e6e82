import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Checkpoints, Holding } from '../../engine/stores/checkpoints.ts';
import type { OpenSubject, Subject } from './subject.ts';

/** The holding after a save. */
const savedOnce = ({ token, saves }: Holding): Holding => ({ token, saves: saves + 1 });

/** What every Checkpoints must do. */
export function checkpointsContract(name: string, open: OpenSubject<Checkpoints>): void {
  describe(`Checkpoints: ${name}`, () => {
    let subject: Subject<Checkpoints>;
    let checkpoints: Checkpoints;
    beforeEach(async () => {
      subject = await open();
      checkpoints = subject.port;
    });
    afterEach(() => subject.dispose());

    test('a reader that never ran has none, and reading it takes nothing', async () => {
      const first = await checkpoints.take('saga');
      expect(first.checkpoint).toBeNull();
      expect(await checkpoints.read('saga')).toBeNull();
      expect(await checkpoints.save('saga', first, 'ten')).toBe('saved');
      expect(await checkpoints.read('saga')).toBe('ten');
      expect(await checkpoints.read('mailer')).toBeNull();
    });

    test('a holder saves again and again, and one of another reader does not disturb it', async () => {
      let holding: Holding = await checkpoints.take('saga');
      for (const text of ['ten', 'twenty', 'twenty']) {
        expect(await checkpoints.save('saga', holding, text)).toBe('saved');
        holding = savedOnce(holding);
        await checkpoints.take('mailer');
      }
      expect(await checkpoints.read('saga')).toBe('twenty');
    });

    test('who takes the record raises its token and finds what was saved last', async () => {
      const first = await checkpoints.take('saga');
      await checkpoints.save('saga', first, 'ten');
      const second = await checkpoints.take('saga');
      expect(second.token).toBeGreaterThan(first.token);
      expect(second).toEqual({ token: second.token, saves: first.saves + 1, checkpoint: 'ten' });
      expect((await checkpoints.take('saga')).token).toBeGreaterThan(second.token);
    });

    test('of many that take it at once each has a token of its own, and the highest alone saves', async () => {
      const taken = await Promise.all(Array.from({ length: 10 }, () => checkpoints.take('saga')));
      expect(new Set(taken.map(({ token }) => token)).size).toBe(10);
      const highest = Math.max(...taken.map(({ token }) => token));
      for (const holding of taken) {
        const outcome = holding.token === highest ? 'saved' : 'taken';
        expect(await checkpoints.save('saga', holding, `by ${holding.token}`)).toBe(outcome);
      }
      expect(await checkpoints.read('saga')).toBe(`by ${highest}`);
    });

    test('one that slept while another took the record overwrites nothing, however late it wakes', async () => {
      const sleeper = await checkpoints.take('saga');
      const other = await checkpoints.take('saga');
      expect(await checkpoints.save('saga', sleeper, 'old')).toBe('taken');
      expect(await checkpoints.read('saga')).toBeNull();
      expect(await checkpoints.save('saga', other, 'ten')).toBe('saved');
      for (const asKnown of [sleeper, savedOnce(sleeper)]) {
        expect(await checkpoints.save('saga', asKnown, 'old')).toBe('taken');
        expect(await checkpoints.save('saga', asKnown, 'ten')).toBe('taken');
      }
      expect(await checkpoints.read('saga')).toBe('ten');
    });

    test('a save whose answer was lost is saved when it is repeated, and only once', async () => {
      const holding = await checkpoints.take('saga');
      await checkpoints.save('saga', holding, 'ten');
      expect(await checkpoints.save('saga', holding, 'ten')).toBe('saved');
      expect(await checkpoints.save('saga', savedOnce(holding), 'twenty')).toBe('saved');
      expect(await checkpoints.read('saga')).toBe('twenty');
    });

    test('a record that is older than its holder left it went back, and is left alone', async () => {
      const holding = await checkpoints.take('saga');
      await checkpoints.save('saga', holding, 'ten');
      const later = { token: holding.token, saves: holding.saves + 3 };
      expect(await checkpoints.save('saga', later, 'forty')).toBe('went-back');
      expect(await checkpoints.save('saga', { ...later, token: holding.token + 1 }, 'forty')).toBe('went-back');
      expect(await checkpoints.save('mailer', holding, 'ten')).toBe('went-back');
      expect(await checkpoints.read('saga')).toBe('ten');
      expect(await checkpoints.read('mailer')).toBeNull();
      const again = await checkpoints.take('saga');
      expect(again.checkpoint).toBe('ten');
      expect(await checkpoints.save('saga', again, 'twenty')).toBe('saved');
    });

    test('is there after a restart, with its token: who held it before holds it until another takes it', async () => {
      const holding = await checkpoints.take('saga');
      await checkpoints.save('saga', holding, 'ten');
      checkpoints = await subject.reopen();
      expect(await checkpoints.save('saga', savedOnce(holding), 'twenty')).toBe('saved');
      const next = await checkpoints.take('saga');
      expect(next).toMatchObject({ checkpoint: 'twenty' });
      checkpoints = await subject.reopen();
      expect(await checkpoints.save('saga', { ...holding, saves: next.saves }, 'old')).toBe('taken');
      expect(await checkpoints.save('saga', next, 'thirty')).toBe('saved');
    });
  });
}
