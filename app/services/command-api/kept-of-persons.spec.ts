import { expect, test } from '@jest/globals';
import { MemoryKeyValue } from '../../../test/rough/key-value.ts';
import { keptOfPersons } from './kept-of-persons.ts';

const pepper = new Uint8Array(32);

test('answers kept for retries go, also that of the registration; those of others stay', async () => {
  const keyValue = new MemoryKeyValue();
  const keys = ['ada:1', 'ada:2', 'bob:1', 'email:registration-of-ada', 'email:registration-of-bob'];
  for (const key of keys) await keyValue.set(`idem:${key}`, '{}');
  await keptOfPersons(keyValue, pepper).forgetAnswers('ada', 'registration-of-ada');
  const left = (await keyValue.scan('idem:', 10)).map(({ key }) => key);
  expect(left).toEqual(['idem:bob:1', 'idem:email:registration-of-bob']);
});

test('sessions end, and tokens of a login that is under way are dead when they are born', async () => {
  const keyValue = new MemoryKeyValue();
  await keyValue.set('session:ada:1', 'fingerprint');
  await keyValue.set('session:bob:1', 'fingerprint');
  await keptOfPersons(keyValue, pepper).endAccess('ada');
  expect((await keyValue.scan('session:', 10)).map(({ key }) => key)).toEqual(['session:bob:1']);
  expect(Date.parse((await keyValue.get('revoked:user:ada'))!)).toBeGreaterThan(Date.now() + 30_000);
});
