import { expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryFolder } from '../temporary-folder.ts';
import { all, discrepancies, settled, verify } from './books.ts';
import { card, newProduct } from './client.ts';
import { MortalShop } from './mortal-shop.ts';
import { startShop } from './shop.ts';

/** A small day in the shop: products, people, orders with every outcome. Every command is repeated until answered. */
async function day(mortal: MortalShop, name: string, orders: number): Promise<Set<string>> {
  const admin = mortal.shop.client();
  await repeated(mortal, () => admin.login('admin@example.com', 'admin-password'), admin);
  const product = await mortal.command(admin, '/products', newProduct(`SKU-${name}`, 50), `product-${name}`);
  expect(product.status).toBe(201);
  const client = mortal.shop.client();
  const email = `${name}@example.com`;
  const password = 'correct horse';
  expect(
    (await mortal.command(client, '/auth/register', { email, password, fullName: 'Grace' }, `register-${name}`)).status,
  ).toBe(201);
  await repeated(mortal, () => client.login(email, password), client);
  const tokens = ['tok_ok', 'tok_declined', 'tok_ok', 'tok_insufficient_funds'];
  const answers = await Promise.all(
    Array.from({ length: orders }, (_, index) =>
      mortal.command(
        client,
        '/orders',
        card(product.body.id, 1 + (index % 3), tokens[index % tokens.length]),
        `order-${name}-${index}`,
      ),
    ),
  );
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
  return new Set(answers.map((answer) => answer.body.id as string));
}

/** For calls without an idempotency key: again whenever the connection broke. */
async function repeated<T>(mortal: MortalShop, call: () => Promise<T>, client: { url: string }): Promise<T> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    client.url = mortal.shop.url;
    try {
      return await call();
    } catch (error) {
      if ((error as Error).message !== 'fetch failed') throw error;
      await mortal.aliveAgain();
    }
  }
  throw new Error('the shop did not come back');
}

async function everythingAddsUp(mortal: MortalShop, acknowledged: ReadonlySet<string>): Promise<void> {
  const admin = await mortal.shop.admin();
  const orders = await settled(admin);
  const known = new Set(orders.map((order) => order.id));
  expect([...acknowledged].filter((id) => !known.has(id))).toEqual([]);
  expect(await discrepancies(admin, mortal.shop.dataDir)).toEqual([]);
  expect(await mortal.shop.stop()).toBe(0);
  expect(await verify(mortal.shop.dataDir)).toMatchObject({ code: 0 });
}

test.each([
  ['append:before-acknowledgement', 9],
  ['provider:before-record', 2],
  ['mail:before-record', 2],
  ['view:before-checkpoint', 30],
  ['command:between-streams', 2],
  ['command:between-streams', 3],
])(
  'dies at %s (pass %i) and loses nothing',
  async (point, pass) => {
    const mortal = await MortalShop.start({ FAIL_POINT: `${point}:${pass}` });
    const first = mortal.shop;
    try {
      const acknowledged = await day(mortal, 'first', 8);
      await first.ended;
      expect(first.process.signalCode).toBe('SIGKILL');
      if (mortal.shop === first) await mortal.revive();
      await everythingAddsUp(mortal, acknowledged);
    } finally {
      await mortal.shop.kill();
    }
  },
  90_000,
);

test('dies between the two streams of its first admin, and the next start finishes', async () => {
  const dataDir = temporaryFolder();
  await expect(startShop({ FAIL_POINT: 'command:between-streams:1' }, dataDir)).rejects.toThrow('before it listened');
  const shop = await startShop({}, dataDir);
  try {
    expect((await all<{ email: string }>(await shop.admin(), '/users')).map((user) => user.email)).toEqual([
      'admin@example.com',
    ]);
    expect(await shop.stop()).toBe(0);
    expect(await verify(dataDir)).toMatchObject({ code: 0 });
  } finally {
    await shop.kill();
  }
});

test('twenty rounds of kill -9 under load lose nothing', async () => {
  const mortal = await MortalShop.start();
  try {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      const work = day(mortal, `round-${round}`, 12);
      await progress(mortal, round);
      await mortal.revive();
      for (const id of await work) acknowledged.add(id);
    }
    expect(acknowledged.size).toBe(240);
    await everythingAddsUp(mortal, acknowledged);
  } finally {
    await mortal.shop.kill();
  }
}, 180_000);

/** Waits for a point in the day that differs from round to round: so many of its access log lines. */
async function progress(mortal: MortalShop, round: number): Promise<void> {
  const { shop } = mortal;
  const enough = shop.log.length + 1 + ((round * 7) % 16);
  while (shop.log.length < enough) await Promise.race([pause(2), shop.ended]);
}
