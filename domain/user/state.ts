import { unreachable } from '../event.ts';
import type { AddressId } from '../ids.ts';
import type { Address, UserEvent } from './events.ts';
import type { Role } from './roles.ts';

export type UserAddress = {
  readonly addressId: AddressId;
  readonly address: Address | null;
  readonly isDefault: boolean;
};

/** Null before somebody registered. Once erased, everything personal is null. */
export type User = {
  readonly email: string | null;
  readonly fullName: string | null;
  readonly phone: string | null;
  readonly passwordHash: string | null;
  readonly roles: readonly Role[];
  readonly addresses: readonly UserAddress[];
  readonly erased: boolean;
  /** The erasure has come as far as that nobody can read the person's data any more. */
  readonly keyDestroyed?: true;
};

export function evolve(user: User | null, event: UserEvent): User | null {
  if (event.type === 'UserRegistered') {
    const { email, fullName, passwordHash, roles } = event.data;
    return { email, fullName, phone: null, passwordHash, roles, addresses: [], erased: false };
  }
  return user === null ? null : changed(user, event);
}

function changed(user: User, event: Exclude<UserEvent, { type: 'UserRegistered' }>): User {
  switch (event.type) {
    case 'UserProfileChanged':
      return { ...user, ...event.data };
    case 'UserPasswordChanged':
      return { ...user, passwordHash: event.data.passwordHash };
    case 'UserAddressAdded':
      return { ...user, addresses: [...withoutDefault(user, event.data.isDefault), event.data] };
    case 'UserAddressChanged':
      return {
        ...user,
        addresses: withoutDefault(user, event.data.isDefault).map((each) =>
          each.addressId === event.data.addressId ? event.data : each,
        ),
      };
    case 'UserAddressRemoved':
      return { ...user, addresses: user.addresses.filter((each) => each.addressId !== event.data.addressId) };
    case 'UserRoleGranted':
      return { ...user, roles: [...user.roles, event.data.role] };
    case 'UserRoleRevoked':
      return { ...user, roles: user.roles.filter((role) => role !== event.data.role) };
    case 'UserErased':
      return {
        email: null,
        fullName: null,
        phone: null,
        passwordHash: null,
        roles: [],
        addresses: [],
        erased: true,
      };
    case 'UserKeyDestroyed':
      return { ...user, keyDestroyed: true };
    default:
      return unreachable(event, user);
  }
}

/** The newest default wins: the others stop being it. */
function withoutDefault(user: User, newDefault: boolean): readonly UserAddress[] {
  return newDefault ? user.addresses.map((each) => ({ ...each, isDefault: false })) : user.addresses;
}
