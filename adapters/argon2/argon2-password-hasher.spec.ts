import { expect, test } from '@jest/globals';
import { Argon2PasswordHasher } from './argon2-password-hasher.ts';

const hasher = new Argon2PasswordHasher();

test('a password fits its own hash and no other password does', async () => {
  const hash = await hasher.hash('correct horse battery staple');
  expect(await hasher.verify(hash, 'correct horse battery staple')).toBe(true);
  expect(await hasher.verify(hash, 'correct horse battery stapler')).toBe(false);
});

test('a hash tells its parameters and never repeats', async () => {
  const [one, two] = await Promise.all([hasher.hash('same'), hasher.hash('same')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
});

test('what is no hash fits nothing', async () => {
  expect(await hasher.verify('', 'anything')).toBe(false);
  expect(await hasher.verify('not a hash', 'not a hash')).toBe(false);
});
