import { expect, test } from '@jest/globals';
import { settled, discrepancies, verify } from './books.ts';
import { card, newProduct } from './client.ts';
import type { Client } from './client.ts';
import { MortalShop } from './mortal-shop.ts';

const buyers = 500;
const units = 100;

/** Registers in small groups: hashing passwords is slow on purpose. */
async function crowd(mortal: MortalShop): Promise<Client[]> {
  const clients: Client[] = [];
  for (let group = 0; group < buyers; group += 20) {
    const names = Array.from({ length: 20 }, (_, index) => `buyer-${group + index}@example.com`);
    clients.push(...(await Promise.all(names.map((name) => mortal.shop.client().register(name)))));
  }
  return clients;
}

async function sellOut(killHalfway: boolean): Promise<void> {
  const mortal = await MortalShop.start();
  try {
    const admin = await mortal.shop.admin();
    const product = (await admin.post('/products', newProduct('HOT-1', units))).body.id;
    const clients = await crowd(mortal);
    let answered = 0;
    let killed: Promise<void> = Promise.resolve();
    const answers = await Promise.all(
      clients.map(async (client, index) => {
        const answer = await mortal.command(client, '/orders', card(product), `order-${index}`);
        answered += 1;
        if (killHalfway && answered === buyers / 2) killed = mortal.revive();
        return answer;
      }),
    );
    await killed;
    admin.url = mortal.shop.url;
    expect(answers.map((answer) => answer.status)).toEqual(clients.map(() => 201));
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
