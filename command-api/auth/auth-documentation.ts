import { idExample, positionExample } from '../examples.ts';
import type { CommandDoc } from '../refusals.ts';

const tokens = {
  accessToken: 'eyJhbGciOiJIUzI1NiJ9.…',
  refreshToken: `${idExample}.…`,
  tokenType: 'Bearer',
  expiresIn: 900,
  userId: idExample,
  roles: ['customer'],
};

export const docs = {
  register: {
    summary: 'Register',
    description:
      'Makes a customer of somebody new. E-mails are compared without regard to case. A welcome mail follows.',
    body: { email: 'ada@example.com', password: 'correct horse battery', fullName: 'Ada Lovelace' },
    status: 201,
    answer: { id: idExample, revision: 0, position: positionExample },
    problems: ['email-taken'],
  },
  login: {
    summary: 'Log in',
    description:
      'Answers an access token (15 minutes) and a refresh token (7 days). After 10 failures in 15 minutes for an ' +
      'account from an address, even the right password is 429.',
    body: { email: 'ada@example.com', password: 'correct horse battery' },
    answer: tokens,
    problems: ['invalid-credentials', 'rate-limited'],
  },
  refresh: {
    summary: 'Refresh tokens',
    description: 'Answers new tokens; the old refresh token is dead. Using a dead one again ends the session.',
    body: { refreshToken: tokens.refreshToken },
    answer: tokens,
    problems: ['token-invalid'],
  },
  logout: {
    summary: 'Log out',
    description: 'Ends the session of a refresh token, with its access tokens. An unknown token is 204 as well.',
    body: { refreshToken: tokens.refreshToken },
    status: 204,
  },
  verify: {
    summary: 'Verify an access token',
    description: 'Tells other services whether an access token is live, and whose it is.',
    body: { token: tokens.accessToken },
    answer: { active: true, userId: idExample, roles: ['customer'], expiresAt: '2026-01-31T12:15:00.000Z' },
  },
} satisfies Record<string, CommandDoc>;
