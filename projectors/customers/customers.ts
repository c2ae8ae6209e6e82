import type { Address, UserEvent } from '../../domain/user/events.ts';
import type { Role } from '../../domain/user/roles.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { idIn } from '../stream-id.ts';

type CustomerAddress = { readonly id: string } & Address & { readonly isDefault: boolean };

/** A person; what is personal is null (and the addresses are gone) once they are erased. */
export type CustomerDocument = {
  readonly id: string;
  readonly email: string | null;
  readonly fullName: string | null;
  readonly phone: string | null;
  readonly roles: readonly Role[];
  readonly addresses: readonly CustomerAddress[];
  readonly createdAt: string;
  readonly revision: number;
  /** Orders people who came at one instant. */
  readonly registeredAt: string;
};

/** The newest default wins. */
function withAddress(addresses: readonly CustomerAddress[], address: CustomerAddress): readonly CustomerAddress[] {
  const others = address.isDefault ? addresses.map((each) => ({ ...each, isDefault: false })) : addresses;
  return others.some(({ id }) => id === address.id)
    ? others.map((each) => (each.id === address.id ? address : each))
    : [...others, address];
}

const nobody = { email: null, fullName: null, phone: null, addresses: [] };

function changes(person: CustomerDocument, event: Recorded<UserEvent>): Partial<CustomerDocument> {
  const { addresses, roles } = person;
  switch (event.type) {
    case 'UserProfileChanged':
      return event.data;
    case 'UserAddressAdded':
    case 'UserAddressChanged': {
      const { addressId: id, address, isDefault } = event.data;
      return address === null ? {} : { addresses: withAddress(addresses, { id, ...address, isDefault }) };
    }
    case 'UserAddressRemoved':
      return { addresses: addresses.filter(({ id }) => id !== event.data.addressId) };
    case 'UserRoleGranted':
      return { roles: [...roles.filter((role) => role !== event.data.role), event.data.role] };
    case 'UserRoleRevoked':
      return { roles: roles.filter((role) => role !== event.data.role) };
    case 'UserErased':
      return nobody;
    default:
      return {};
  }
}

/** Everybody who has an account. */
export const customers = projection<CustomerDocument, UserEvent>({
  name: 'customers',
  version: 1,
  handles: [
    'UserRegistered',
    'UserProfileChanged',
    'UserPasswordChanged',
    'UserAddressAdded',
    'UserAddressChanged',
    'UserAddressRemoved',
    'UserRoleGranted',
    'UserRoleRevoked',
    'UserErased',
    'UserKeyDestroyed',
  ],
  keys: (event) => [idIn(event.stream)],
  evolve: (person, event, id) => {
    if (event.type === 'UserRegistered') {
      const { email, fullName, roles } = event.data;
      const since = { createdAt: event.time, registeredAt: event.position };
      return { id, email, fullName, phone: null, roles, addresses: [], ...since, revision: event.revision };
    }
    return person === null ? null : { ...person, ...changes(person, event), revision: event.revision };
  },
  indexes: [{ fields: ['createdAt', 'registeredAt'] }, { fields: ['id'] }],
  erases: { on: 'UserKeyDestroyed', field: 'id', blank: (person) => ({ ...person, ...nobody }) },
});
