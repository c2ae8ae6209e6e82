import { describe, test } from '@jest/globals';
import { given } from '../../test/given-when-then.ts';
import { emailClaim, skuClaim } from './claim.ts';
import type { ClaimEvent } from './events.ts';

const noon = '2026-11-21T12:00:00.000Z';
const later = '2026-11-21T12:01:00.000Z';
const reserve = (owner: string, at = noon) => ({ type: 'Reserve', owner, at, staleAfterSeconds: 60 }) as const;

const reserved = (owner: string | null, at = noon): ClaimEvent<'Email'> => ({
  type: 'EmailReserved',
  data: { owner, at },
});
const confirmed = (owner: string | null): ClaimEvent<'Email'> => ({ type: 'EmailConfirmed', data: { owner } });
const released = (owner: string | null): ClaimEvent<'Email'> => ({ type: 'EmailReleased', data: { owner } });

describe('claiming a name', () => {
  test('reserves it when it is free', () => {
    given(emailClaim).when(reserve('ada')).thenHappens(reserved('ada'));
    given(emailClaim, reserved('ada'), confirmed('ada'), released('ada'))
      .when(reserve('eve'))
      .thenHappens(reserved('eve'));
  });

  test('again by the same owner changes nothing', () => {
    given(emailClaim, reserved('ada')).when(reserve('ada')).thenNothingHappens();
    given(emailClaim, reserved('ada'), confirmed('ada')).when(reserve('ada')).thenNothingHappens();
  });

  test('that somebody else has is refused', () => {
    given(emailClaim, reserved('ada')).when(reserve('eve')).thenRefused('email-taken');
    given(emailClaim, reserved('ada'), confirmed('ada')).when(reserve('eve', later)).thenRefused('email-taken');
  });

  test('takes over a reservation that was never confirmed', () =>
    given(emailClaim, reserved('ada')).when(reserve('eve', later)).thenHappens(reserved('eve', later)));

  test('takes over the name of somebody who was erased', () => {
    given(emailClaim, reserved(null)).when(reserve('eve')).thenHappens(reserved('eve'));
    given(emailClaim, reserved(null), confirmed(null)).when(reserve('eve')).thenHappens(reserved('eve'));
  });
});

describe('confirming a claim', () => {
  test('keeps the name for its owner', () => {
    given(emailClaim, reserved('ada')).when({ type: 'Confirm', owner: 'ada' }).thenHappens(confirmed('ada'));
    given(emailClaim, reserved('ada'), confirmed('ada')).when({ type: 'Confirm', owner: 'ada' }).thenNothingHappens();
  });

  test('comes too late once somebody else has it', () => {
    given(emailClaim, reserved('eve')).when({ type: 'Confirm', owner: 'ada' }).thenRefused('email-taken');
    given(emailClaim).when({ type: 'Confirm', owner: 'ada' }).thenRefused('email-taken');
  });
});

describe('releasing a claim', () => {
  test('sets the name free', () => {
    given(emailClaim, reserved('ada'), confirmed('ada'))
      .when({ type: 'Release', owner: 'ada' })
      .thenHappens(released('ada'));
    given(emailClaim, reserved(null), confirmed(null))
      .when({ type: 'Release', owner: 'ada' })
      .thenHappens(released('ada'));
  });

  test('that one does not have changes nothing', () => {
    given(emailClaim).when({ type: 'Release', owner: 'ada' }).thenNothingHappens();
    given(emailClaim, reserved('eve')).when({ type: 'Release', owner: 'ada' }).thenNothingHappens();
  });
});

test('a sku is claimed by the same rules', () => {
  const skuReserved: ClaimEvent<'Sku'> = { type: 'SkuReserved', data: { owner: 'p-1', at: noon } };
  const skuConfirmed: ClaimEvent<'Sku'> = { type: 'SkuConfirmed', data: { owner: 'p-1' } };
  given(skuClaim).when(reserve('p-1')).thenHappens(skuReserved);
  given(skuClaim, skuReserved).when(reserve('p-2')).thenRefused('sku-taken');
  given(skuClaim, skuReserved).when({ type: 'Confirm', owner: 'p-1' }).thenHappens(skuConfirmed);
  given(skuClaim, skuReserved, skuConfirmed)
    .when({ type: 'Release', owner: 'p-1' })
    .thenHappens({ type: 'SkuReleased', data: { owner: 'p-1' } });
});
