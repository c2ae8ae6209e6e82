import { beforeAll, expect, test } from '@jest/globals';
import { cpSync } from 'node:fs';
import { temporaryFolder } from '../temporary-folder.ts';
import { settled, discrepancies, verify } from './books.ts';
import { card, newProduct } from './client.ts';
import type { Client } from './client.ts';
import { MortalShop } from './mortal-shop.ts';
import { startShop } from './shop.ts';

const buyers = 500;
const units = 100;

/** A stopped shop with the crowd registered and signed in, and the product; sold out from a copy of it each time. */
let before: string;
let product: string;
let crowd: readonly Client[];

/** Registers in small groups: hashing passwords is slow on purpose. */
beforeAll(async () => {
  const shop = await startShop();
  try {
    const admin = await shop.admin();
    product = (await admin.post('/products', newProduct('HOT-1', units))).body.id;
    const clients: Client[] = [];
    for (let group = 0; group < buyers; group += 20) {
      const names = Array.from({ length: 20 }, (_, index) => `buyer-${group + index}@example.com`);
      clients.push(...(await Promise.all(names.map((name) => shop.client().register(name)))));
    }
    crowd = clients;
    expect(await shop.stop()).toBe(0);
    before = shop.dataDir;
  } finally {
    await shop.kill();
  }
}, 180_000);

async function sellOut(killHalfway: boolean): Promise<void> {
  const dataDir = temporaryFolder();
  cpSync(before, dataDir, { recursive: true });
  const mortal = await MortalShop.start({}, dataDir);
  try {
    const admin = await mortal.shop.admin();
    let answered = 0;
    let killed: Promise<void> = Promise.resolve();
    const answers = await Promise.all(
      crowd.map(async (client, index) => {
        const answer = await mortal.command(client, '/orders', card(product), `order-${index}`);
        answered += 1;
        if (killHalfway && answered === buyers / 2) killed = mortal.revive();
        return answer;
      }),
    );
    await killed;
    admin.url = mortal.shop.url;
    expect(answers.map((answer) => answer.status)).toEqual(crowd.map(() => 201));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(buyers);
    const orders = await settled(admin);
    expect(orders).toHaveLength(buyers);
    expect(orders.filter((order) => order.status === 'confirmed')).toHaveLength(units);
    expect(orders.filter((order) => order.cancellation?.reason === 'out_of_stock')).toHaveLength(buyers - units);
    expect((await admin.get(`/inventory/${product}`)).body).toMatchObject({
      onHand: units,
      reserved: units,
      available: 0,
    });
    expect(await discrepancies(admin, mortal.shop.dataDir)).toEqual([]);
    await mortal.shop.stop();
    expect(await verify(mortal.shop.dataDir)).toMatchObject({ code: 0 });
  } finally {
    await mortal.shop.kill();
  }
}

test('500 buyers of 100 units: exactly 100 orders are confirmed', () => sellOut(false), 180_000);

test('500 buyers of 100 units, and the process is killed half-way: still exactly 100', () => sellOut(true), 180_000);
