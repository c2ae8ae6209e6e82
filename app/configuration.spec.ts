import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ConfigurationError, readConfiguration } from './configuration.ts';

const isCurrency = (code: string) => ['EUR', 'USD', 'JPY'].includes(code);
const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfiguration(env, isCurrency);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
};

test('an empty environment is a working shop on port 8080 with the default admin', () => {
  expect(readConfiguration({}, isCurrency)).toMatchObject({
    port: 8080,
    paymentTimeoutMs: 10_000,
    lowStock: 5,
    currency: 'EUR',
    admin: { email: 'admin@example.com', isDefault: true },
    jwtSecret: null,
    smtpUrl: null,
  });
});

test('every wrong variable is named, not just the first', () => {
  const problems = problemsOf({
    PORT: '80.5',
    LOG_LEVEL: 'loud',
    PAYMENT_TIMEOUT_MS: 'soon',
    LOW_STOCK: '-1',
    CURRENCY: 'EURO',
    JWT_SECRET: 'short',
    SMTP_URL: 'mailhost',
    MESSAGES_PERSONAL: 'open',
    TRUST_PROXY: 'loopback, zz',
    CORS_ORIGINS: 'shop.example',
    ADMIN_EMAIL: 'me',
    ADMIN_PASSWORD: 'short',
  });
  const named = problems.map((problem) => problem.split(' ')[0]);
  expect(new Set(named)).toEqual(
    new Set([
      'PORT',
      'LOG_LEVEL',
      'PAYMENT_TIMEOUT_MS',
      'LOW_STOCK',
      'CURRENCY',
      'JWT_SECRET',
      'SMTP_URL',
      'MESSAGES_PERSONAL',
      'TRUST_PROXY',
      'CORS_ORIGINS',
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
    ]),
  );
});

test.each(['ADMIN_PASSWORD', 'JWT_SECRET', 'MASTER_KEY', 'SMTP_URL'])(
  'a wrong %s is not repeated in the message',
  (name) => {
    const problems = problemsOf({ ADMIN_EMAIL: 'a@b.de', ADMIN_PASSWORD: 'long enough!', [name]: 'oops' });
    expect(problems).toEqual([expect.stringContaining(name)]);
    expect(problems.join()).not.toContain('oops');
  },
);

test('an admin e-mail without a password is refused', () => {
  expect(problemsOf({ ADMIN_EMAIL: 'boss@example.com' })).toEqual([
    'ADMIN_EMAIL and ADMIN_PASSWORD must be set together',
  ]);
});

test('the example file sets nothing but the defaults', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const env = Object.fromEntries(
    lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  const { admin: exampleAdmin, ...example } = readConfiguration(env, isCurrency);
  const { admin, ...defaults } = readConfiguration({}, isCurrency);
  expect(example).toEqual(defaults);
  expect(exampleAdmin.email).toBe(admin.email);
});

test('proxies are addresses, ranges or the names that Express knows; origins are origins', () => {
  const { trustProxy, corsOrigins } = readConfiguration(
    { TRUST_PROXY: 'loopback, 10.0.0.0/8, ::1, fd00::/8', CORS_ORIGINS: 'https://shop.example, http://localhost:3000' },
    isCurrency,
  );
  expect(trustProxy).toEqual(['loopback', '10.0.0.0/8', '::1', 'fd00::/8']);
  expect(corsOrigins).toEqual(['https://shop.example', 'http://localhost:3000']);
  for (const TRUST_PROXY of ['10.0.0.0/33', '10.0.0.0/8/8', '1.2.3', 'true'])
    expect(problemsOf({ TRUST_PROXY })).toHaveLength(1);
});

test('the well-known admin is the default one, also when it is spelled out', () => {
  expect(
    readConfiguration({ ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'admin-password' }, isCurrency).admin
      .isDefault,
  ).toBe(true);
});
