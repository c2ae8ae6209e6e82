import { expect, test } from '@jest/globals';
import { RefreshTokens } from '../../../command-api/auth/refresh-token.ts';
import { Sessions } from '../../../command-api/auth/sessions.ts';
import { Revocations } from '../../../http/revocations.ts';
import { RoughRegistry } from '../../../test/rough/registry.ts';
import { keptOfPersons } from './kept-of-persons.ts';

const pepper = new Uint8Array(32);

test('the answer kept for the registration goes; those of others stay', async () => {
  const registry = new RoughRegistry();
  for (const name of ['ada', 'bob']) await registry.set(`idempotency:email:registration-of-${name}`, '{}');
  await keptOfPersons(registry, pepper).forgetAnswers('ada', 'registration-of-ada');
  expect(registry.keysUnder('')).toEqual(['idempotency:email:registration-of-bob']);
});

test('sessions end, and tokens of a login that is under way are dead when they are born', async () => {
  const registry = new RoughRegistry();
  const tokens = new RefreshTokens(pepper);
  const sessions = new Sessions(registry, tokens, new Revocations(registry));
  const [ada, bob] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
  const ofAda = await sessions.begin(ada);
  const ofBob = await sessions.begin(bob);
  await keptOfPersons(registry, pepper).endAccess(ada);
  expect(await sessions.rotate(tokens.read(ofAda.refreshToken)!)).toBeNull();
  expect(await sessions.rotate(tokens.read(ofBob.refreshToken)!)).not.toBeNull();
  expect(Date.parse((await registry.get(`revoked:user:${ada}`))!)).toBeGreaterThan(Date.now() + 30_000);
});
