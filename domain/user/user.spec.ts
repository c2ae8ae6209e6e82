import { describe, expect, test } from '@jest/globals';
import { given } from '../../test/given-when-then.ts';
import { aKeptAddress } from '../../test/an-address.ts';
import type { UserEvent } from './events.ts';
import { userDecider } from './user.ts';

const ada = { email: 'ada@example.com', fullName: 'Ada Lovelace', passwordHash: 'hash', roles: ['customer'] } as const;
const register = { type: 'RegisterUser', ...ada } as const;
const registered: UserEvent = { type: 'UserRegistered', data: ada };
const erased: UserEvent = { type: 'UserErased', data: {} };
const home = { addressId: 'home', address: aKeptAddress, isDefault: true };
const work = { addressId: 'work', address: { ...aKeptAddress, city: 'Potsdam' }, isDefault: true };
const homeAdded: UserEvent = { type: 'UserAddressAdded', data: home };
const workAdded: UserEvent = { type: 'UserAddressAdded', data: work };

describe('registering', () => {
  test('makes a person known', () => given(userDecider).when(register).thenHappens(registered));
  test('again changes nothing', () => given(userDecider, registered).when(register).thenNothingHappens());
  test('comes before everything else', () => {
    given(userDecider).when({ type: 'EraseUser' }).thenRefused('not-found');
    given(userDecider).when({ type: 'GrantRole', role: 'admin' }).thenRefused('not-found');
    expect(given(userDecider, erased).state).toBeNull();
  });
});

describe('the profile', () => {
  test('changes in what differs', () => {
    given(userDecider, registered)
      .when({ type: 'ChangeProfile', fullName: 'Ada King', phone: '+49 30 1' })
      .thenHappens({ type: 'UserProfileChanged', data: { fullName: 'Ada King', phone: '+49 30 1' } });
    given(userDecider, registered)
      .when({ type: 'ChangeProfile', fullName: 'Ada Lovelace', phone: '+49 30 1' })
      .thenHappens({ type: 'UserProfileChanged', data: { phone: '+49 30 1' } });
    given(userDecider, registered)
      .when({ type: 'ChangeProfile', fullName: 'Ada Lovelace', phone: null })
      .thenNothingHappens();
    given(userDecider, registered).when({ type: 'ChangeProfile' }).thenNothingHappens();
  });

  test('is as it was changed last', () =>
    expect(
      given(
        userDecider,
        registered,
        { type: 'UserProfileChanged', data: { phone: '1' } },
        { type: 'UserPasswordChanged', data: { passwordHash: 'new' } },
      ).state,
    ).toEqual({ ...ada, phone: '1', passwordHash: 'new', addresses: [], erased: false }));

  test('takes a new password', () =>
    given(userDecider, registered)
      .when({ type: 'ChangePassword', passwordHash: 'new' })
      .thenHappens({ type: 'UserPasswordChanged', data: { passwordHash: 'new' } }));
});

describe('addresses', () => {
  test('are added once', () => {
    given(userDecider, registered)
      .when({ type: 'AddAddress', ...home })
      .thenHappens(homeAdded);
    given(userDecider, registered, homeAdded)
      .when({ type: 'AddAddress', ...home })
      .thenNothingHappens();
  });

  test('have one default, the newest', () => {
    expect(given(userDecider, registered, homeAdded, workAdded).state?.addresses).toEqual([
      { ...home, isDefault: false },
      work,
    ]);
    expect(
      given(userDecider, registered, homeAdded, workAdded, { type: 'UserAddressChanged', data: home }).state?.addresses,
    ).toEqual([home, { ...work, isDefault: false }]);
  });

  test('change in what differs', () => {
    const moved = { ...aKeptAddress, line2: 'c/o Babbage' };
    given(userDecider, registered, homeAdded)
      .when({ type: 'ChangeAddress', addressId: 'home', address: moved })
      .thenHappens({ type: 'UserAddressChanged', data: { ...home, address: moved } });
    given(userDecider, registered, homeAdded)
      .when({ type: 'ChangeAddress', addressId: 'home', address: aKeptAddress, isDefault: false })
      .thenHappens({ type: 'UserAddressChanged', data: { ...home, isDefault: false } });
    given(userDecider, registered, homeAdded)
      .when({ type: 'ChangeAddress', addressId: 'home', address: aKeptAddress })
      .thenNothingHappens();
    given(userDecider, registered)
      .when({ type: 'ChangeAddress', addressId: 'home', address: aKeptAddress })
      .thenRefused('not-found');
  });

  test('are removed', () => {
    const removed: UserEvent = { type: 'UserAddressRemoved', data: { addressId: 'home' } };
    given(userDecider, registered, homeAdded).when({ type: 'RemoveAddress', addressId: 'home' }).thenHappens(removed);
    given(userDecider, registered, homeAdded, removed)
      .when({ type: 'RemoveAddress', addressId: 'home' })
      .thenRefused('not-found');
  });
});

describe('roles', () => {
  const granted: UserEvent = { type: 'UserRoleGranted', data: { role: 'vendor' } };

  test('are granted once', () => {
    given(userDecider, registered).when({ type: 'GrantRole', role: 'vendor' }).thenHappens(granted);
    given(userDecider, registered, granted).when({ type: 'GrantRole', role: 'vendor' }).thenNothingHappens();
    expect(given(userDecider, registered, granted).state?.roles).toEqual(['customer', 'vendor']);
  });

  test('are revoked once', () => {
    const revoked: UserEvent = { type: 'UserRoleRevoked', data: { role: 'vendor' } };
    given(userDecider, registered, granted).when({ type: 'RevokeRole', role: 'vendor' }).thenHappens(revoked);
    given(userDecider, registered, granted, revoked).when({ type: 'RevokeRole', role: 'vendor' }).thenNothingHappens();
    expect(given(userDecider, registered, granted, revoked).state?.roles).toEqual(['customer']);
  });
});

describe('erasing', () => {
  test('leaves nobody behind', () => {
    given(userDecider, registered).when({ type: 'EraseUser' }).thenHappens(erased);
    expect(given(userDecider, registered, homeAdded, erased).state).toEqual({
      email: null,
      fullName: null,
      phone: null,
      passwordHash: null,
      roles: [],
      addresses: [],
      erased: true,
    });
  });

  test('is done once, and nothing can be done afterwards', () => {
    given(userDecider, registered, erased).when({ type: 'EraseUser' }).thenNothingHappens();
    given(userDecider, registered, erased).when({ type: 'ChangeProfile', fullName: 'Eve' }).thenRefused('not-found');
    given(userDecider, registered, erased).when(register).thenNothingHappens();
  });

  test('ends with the key, once, and never before the person is gone', () => {
    const destroyed: UserEvent = { type: 'UserKeyDestroyed', data: {} };
    given(userDecider, registered, erased).when({ type: 'RecordKeyDestroyed' }).thenHappens(destroyed);
    given(userDecider, registered, erased, destroyed).when({ type: 'RecordKeyDestroyed' }).thenNothingHappens();
    given(userDecider, registered).when({ type: 'RecordKeyDestroyed' }).thenRefused('not-found');
    expect(given(userDecider, registered, erased, destroyed).state).toMatchObject({ erased: true, keyDestroyed: true });
  });
});
