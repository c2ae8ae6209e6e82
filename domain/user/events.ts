import type { Event } from '../event.ts';
import type { AddressId } from '../ids.ts';
import type { Role } from './roles.ts';

export type Address = {
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly postalCode: string;
  readonly region: string | null;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string;
};

/** Personal fields are null once the person is erased. */
export type UserEvent =
  | Event<
      'UserRegistered',
      { email: string | null; fullName: string | null; passwordHash: string | null; roles: readonly Role[] }
    >
  | Event<'UserProfileChanged', { fullName?: string | null; phone?: string | null }>
  | Event<'UserPasswordChanged', { passwordHash: string | null }>
  | Event<'UserAddressAdded', { addressId: AddressId; address: Address | null; isDefault: boolean }>
  | Event<'UserAddressChanged', { addressId: AddressId; address: Address | null; isDefault: boolean }>
  | Event<'UserAddressRemoved', { addressId: AddressId }>
  | Event<'UserRoleGranted', { role: Role }>
  | Event<'UserRoleRevoked', { role: Role }>
  /** The person is gone; nothing can be done in their name any more. */
  | Event<'UserErased', Record<string, never>>
  /** What was ever written of the person reads as null from here on, in every event before and after. */
  | Event<'UserKeyDestroyed', Record<string, never>>;
