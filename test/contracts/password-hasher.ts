import { describe, expect, test } from '@jest/globals';
import type { PasswordHasher } from '../../engine/outside/password-hasher.ts';

/** What every PasswordHasher must do. */
export function passwordHasherContract(name: string, hasher: PasswordHasher): void {
  describe(`PasswordHasher: ${name}`, () => {
    test('a password fits its own hash and no other password does', async () => {
      const hash = await hasher.hash('correct horse battery staple');
      expect(await hasher.verify(hash, 'correct horse battery staple')).toBe(true);
      for (const other of ['correct horse battery stapler', 'Correct horse battery staple', '', hash]) {
        expect([other, await hasher.verify(hash, other)]).toEqual([other, false]);
      }
    });

    test('a hash is a PHC string, does not tell the password, and never repeats', async () => {
      const [one, two] = await Promise.all([hasher.hash('same'), hasher.hash('same')]);
      expect(one).toMatch(/^\$[a-z0-9-]+(\$v=\d+)?(\$[a-z0-9-]+=[^$]+)?\$[^$]+\$[^$]+$/);
      expect(one).not.toContain('same');
      expect(one).not.toBe(two);
      expect(await hasher.verify(two, 'same')).toBe(true);
    });

    test('passwords of any language and length are told apart to the last letter', async () => {
      const long = '密码 Größe 🔑 '.repeat(20);
      const hash = await hasher.hash(`${long}a`);
      expect(await hasher.verify(hash, `${long}a`)).toBe(true);
      expect(await hasher.verify(hash, `${long}b`)).toBe(false);
    });
  });
}
