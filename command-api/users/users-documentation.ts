import { commandExample } from '../examples.ts';
import type { CommandDoc } from '../refusals.ts';
import { addressExample } from './address.dto.ts';

export const docs = {
  profile: {
    summary: 'Change my profile',
    description: 'Changes the fields that are given; a phone of null is none.',
    body: { fullName: 'Ada King', phone: '+44 20 7946 0000' },
    answer: commandExample,
  },
  password: {
    summary: 'Change my password',
    description: 'Needs the current password. Other sessions end; this one goes on.',
    body: { currentPassword: 'correct horse battery', newPassword: 'a longer correct horse battery' },
    status: 204,
    problems: ['invalid-credentials', 'rate-limited'],
  },
  erase: {
    summary: 'Erase my account',
    description:
      'For good: what is personal becomes unreadable everywhere, tokens are dead at once, mails are removed and the ' +
      'e-mail is free again. Not while an order of mine is placed, confirmed or shipped. An Idempotency-Key is ignored.',
    status: 204,
    problems: ['orders-open'],
  },
  addAddress: {
    summary: 'Add an address',
    description: 'Adds an address to my account. The newest default wins.',
    body: { ...addressExample, isDefault: true },
    status: 201,
    answer: commandExample,
  },
  changeAddress: {
    summary: 'Replace an address',
    description: 'Replaces an address of mine; without isDefault it stays what it was.',
    body: addressExample,
    answer: commandExample,
  },
  removeAddress: {
    summary: 'Remove an address',
    description: 'Removes an address of mine. Orders keep the address they were placed with.',
    answer: commandExample,
  },
  grantRole: {
    summary: 'Grant a role',
    description: 'Roles count from the next token on. Granting one twice is fine.',
    body: { role: 'vendor' },
    answer: commandExample,
  },
  revokeRole: {
    summary: 'Revoke a role',
    description: 'Roles count from the next token on. Revoking what they do not have is fine.',
    answer: commandExample,
  },
} satisfies Record<string, CommandDoc>;
