import { expect, test } from '@jest/globals';
import { Argon2PasswordHasher } from './argon2-password-hasher.ts';

const hasher = new Argon2PasswordHasher();

test('a hash tells its parameters', async () => {
  expect(await hasher.hash('same')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('what is no hash fits nothing', async () => {
  expect(await hasher.verify('', 'anything')).toBe(false);
  expect(await hasher.verify('not a hash', 'not a hash')).toBe(false);
});
