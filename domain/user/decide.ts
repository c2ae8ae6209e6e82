import { accept, reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { unreachable } from '../event.ts';
import type { UserCommand } from './commands.ts';
import type { Address, UserEvent } from './events.ts';
import type { User } from './state.ts';

/** What a person may do with the own account. What changes nothing writes nothing; after erasure there is nobody. */
export function decide(command: UserCommand, user: User | null): Decision<UserEvent> {
  if (command.type === 'RegisterUser') {
    const { email, fullName, passwordHash, roles } = command;
    return user === null
      ? accept({ type: 'UserRegistered', data: { email, fullName, passwordHash, roles } })
      : accept();
  }
  if (user === null) return reject('not-found');
  return user.erased ? decideErased(command, user) : decideRegistered(command, user);
}

function decideErased(command: UserCommand, user: User): Decision<UserEvent> {
  if (command.type === 'EraseUser') return accept();
  if (command.type !== 'RecordKeyDestroyed') return reject('not-found');
  return user.keyDestroyed === true ? accept() : accept({ type: 'UserKeyDestroyed', data: {} });
}

function decideRegistered(command: Exclude<UserCommand, { type: 'RegisterUser' }>, user: User): Decision<UserEvent> {
  switch (command.type) {
    case 'ChangeProfile':
      return changeProfile(command, user);
    case 'ChangePassword':
      return accept({ type: 'UserPasswordChanged', data: { passwordHash: command.passwordHash } });
    case 'AddAddress': {
      const { addressId, address, isDefault } = command;
      if (user.addresses.some((each) => each.addressId === addressId)) return accept();
      return accept({ type: 'UserAddressAdded', data: { addressId, address, isDefault } });
    }
    case 'ChangeAddress':
      return changeAddress(command, user);
    case 'RemoveAddress': {
      const { addressId } = command;
      if (!user.addresses.some((each) => each.addressId === addressId)) return reject('not-found');
      return accept({ type: 'UserAddressRemoved', data: { addressId } });
    }
    case 'GrantRole':
      if (user.roles.includes(command.role)) return accept();
      return accept({ type: 'UserRoleGranted', data: { role: command.role } });
    case 'RevokeRole':
      if (!user.roles.includes(command.role)) return accept();
      return accept({ type: 'UserRoleRevoked', data: { role: command.role } });
    case 'EraseUser':
      return accept({ type: 'UserErased', data: {} });
    case 'RecordKeyDestroyed':
      return reject('not-found');
    default:
      return unreachable(command, reject('not-found'));
  }
}

function changeProfile(
  { fullName, phone }: Extract<UserCommand, { type: 'ChangeProfile' }>,
  user: User,
): Decision<UserEvent> {
  const changes = {
    ...(fullName === undefined || fullName === user.fullName ? {} : { fullName }),
    ...(phone === undefined || phone === user.phone ? {} : { phone }),
  };
  return Object.keys(changes).length === 0 ? accept() : accept({ type: 'UserProfileChanged', data: changes });
}

function changeAddress(
  { addressId, address, isDefault }: Extract<UserCommand, { type: 'ChangeAddress' }>,
  user: User,
): Decision<UserEvent> {
  const known = user.addresses.find((each) => each.addressId === addressId);
  if (known === undefined) return reject('not-found');
  const next = { addressId, address, isDefault: isDefault ?? known.isDefault };
  const same = next.isDefault === known.isDefault && sameAddress(address, known.address);
  return same ? accept() : accept({ type: 'UserAddressChanged', data: next });
}

function sameAddress(one: Address, other: Address | null): boolean {
  return (
    other !== null &&
    one.name === other.name &&
    one.line1 === other.line1 &&
    one.line2 === other.line2 &&
    one.city === other.city &&
    one.postalCode === other.postalCode &&
    one.region === other.region &&
    one.country === other.country
  );
}
