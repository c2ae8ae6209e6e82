import { expect, test } from '@jest/globals';
import { loggedPath } from './logged-path.ts';

test.each([
  ['/api/v1/orders/7?at=3&email=ada@example.com', '/api/v1/orders/7'],
  ['/api/v1/users/ada@example.com/roles', '/api/v1/users/<address>/roles'],
  ['/api/v1/users/ada%40example.com', '/api/v1/users/<address>'],
  ['/', '/'],
])('of %s a log keeps %s', (url, kept) => expect(loggedPath(url)).toBe(kept));
