import { expect, test } from '@jest/globals';
import { at, fold, logOf } from '../../test/folds/log.ts';
import { aKeptAddress } from '../../test/an-address.ts';
import { customers } from './customers.ts';

const user = (type: string, data: object = {}) => ({ stream: 'user-ann', type, data });
const registered = user('UserRegistered', {
  email: 'ann@example.com',
  fullName: 'Ann',
  passwordHash: 'hash',
  roles: ['customer'],
});
const addressed = (type: string, addressId: string, isDefault: boolean) =>
  user(type, { addressId, address: aKeptAddress, isDefault });
const after = (...lines: ReturnType<typeof user>[]) => fold(customers, logOf([registered, ...lines]))['ann'];

test('who registered is known, without the password', () => {
  expect(after()).toEqual({
    id: 'ann',
    email: 'ann@example.com',
    fullName: 'Ann',
    phone: null,
    roles: ['customer'],
    addresses: [],
    createdAt: '2026-03-01T10:00:00.000Z',
    registeredAt: at(0),
    revision: 0,
  });
});

test('a profile change touches only what it names', () => {
  expect(after(user('UserProfileChanged', { phone: '+49 1' }))).toMatchObject({ fullName: 'Ann', phone: '+49 1' });
});

test('the newest default address wins', () => {
  const two = [addressed('UserAddressAdded', 'home', true), addressed('UserAddressAdded', 'work', true)];
  expect(after(...two)?.addresses).toEqual([
    { id: 'home', ...aKeptAddress, isDefault: false },
    { id: 'work', ...aKeptAddress, isDefault: true },
  ]);
  const back = after(...two, addressed('UserAddressChanged', 'home', true))?.addresses;
  expect(back?.map(({ id, isDefault }) => [id, isDefault])).toEqual([
    ['home', true],
    ['work', false],
  ]);
  expect(after(...two, user('UserAddressRemoved', { addressId: 'work' }))?.addresses).toHaveLength(1);
});

test('roles come and go', () => {
  const granted = user('UserRoleGranted', { role: 'vendor' });
  expect(after(granted)?.roles).toEqual(['customer', 'vendor']);
  expect(after(granted, user('UserRoleRevoked', { role: 'customer' }))?.roles).toEqual(['vendor']);
  expect(after(user('UserPasswordChanged', { passwordHash: null }))?.revision).toBe(1);
});

test('who is erased stays as an id, whether the fold still knew the person or not', () => {
  const erased = user('UserErased');
  const live = after(addressed('UserAddressAdded', 'home', true), erased);
  const rebuilt = fold(
    customers,
    logOf([
      user('UserRegistered', { email: null, fullName: null, passwordHash: null, roles: ['customer'] }),
      user('UserAddressAdded', { addressId: 'home', address: null, isDefault: true }),
      erased,
    ]),
  )['ann'];
  expect(live).toMatchObject({ id: 'ann', email: null, fullName: null, phone: null, addresses: [], revision: 2 });
  expect(rebuilt).toEqual(live);
});
