import type { AddressId } from '../ids.ts';
import type { Address } from './events.ts';
import type { Role } from './roles.ts';

export type UserCommand =
  | {
      readonly type: 'RegisterUser';
      readonly email: string;
      readonly fullName: string;
      readonly passwordHash: string;
      readonly roles: readonly Role[];
    }
  | { readonly type: 'ChangeProfile'; readonly fullName?: string; readonly phone?: string | null }
  | { readonly type: 'ChangePassword'; readonly passwordHash: string }
  | {
      readonly type: 'AddAddress';
      readonly addressId: AddressId;
      readonly address: Address;
      readonly isDefault: boolean;
    }
  | {
      readonly type: 'ChangeAddress';
      readonly addressId: AddressId;
      readonly address: Address;
      readonly isDefault?: boolean;
    }
  | { readonly type: 'RemoveAddress'; readonly addressId: AddressId }
  | { readonly type: 'GrantRole'; readonly role: Role }
  | { readonly type: 'RevokeRole'; readonly role: Role }
  | { readonly type: 'EraseUser' }
  /** Nobody can read the person's data any more. */
  | { readonly type: 'RecordKeyDestroyed' };
