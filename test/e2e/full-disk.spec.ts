import { expect, test } from '@jest/globals';
import { settled, verify } from './books.ts';
import { newProduct } from './client.ts';
import { startShop } from './shop.ts';

test('a full disk is a 503 that tears nothing; with room again everything acknowledged is there', async () => {
  const description = 'x'.repeat(4_000);
  const full = await startShop({}, undefined, { largestFileKiB: 1_500 });
  const acknowledged: string[] = [];
  let refused = 0;
  try {
    const admin = await full.admin();
    for (let index = 0; index < 600 && refused < 5; index += 1) {
      const answer = await admin.post('/products', newProduct(`FULL-${index}`, 1, { description }));
      if (answer.status === 201) acknowledged.push(answer.body.id);
      else {
        refused += 1;
        expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable', status: 503 } });
        expect(answer.headers.get('retry-after')).not.toBeNull();
      }
    }
    expect(refused).toBe(5);
    expect(acknowledged.length).toBeGreaterThan(10);
    expect((await admin.send('GET', `/products/${acknowledged[0]}`)).status).toBe(200);
  } finally {
    await full.kill();
  }
  const shop = await startShop({}, full.dataDir);
  try {
    const admin = await shop.admin();
    await settled(admin);
    for (const id of acknowledged)
      expect((await admin.get(`/products/${id}`)).body).toMatchObject({ id, available: 1, description });
    expect((await admin.post('/products', newProduct('ROOM-1', 1))).status).toBe(201);
    expect(await shop.stop()).toBe(0);
    expect(await verify(full.dataDir)).toMatchObject({ code: 0 });
  } finally {
    await shop.kill();
  }
});
