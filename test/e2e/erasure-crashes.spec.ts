import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cpSync, rmSync } from 'node:fs';
import { eventually } from '../contracts/subject.ts';
import { verify } from './books.ts';
import { address, card, newProduct } from './client.ts';
import { filesNaming } from './files-naming.ts';
import { newDataDir, startShop } from './shop.ts';

const email = 'wilhelmina.vexworthy@example.com';
const fullName = 'Wilhelmina Vexworthy';
const password = 'correct horse';
const personal = [email, fullName, 'Quixotic Parade'];
const before = newDataDir();
let userId: string;
let orderId: string;

/** A shop in which somebody has bought something and had their mails. */
beforeAll(async () => {
  const shop = await startShop({}, before);
  const admin = await shop.admin();
  const kettle = (await admin.post('/products', newProduct('KET-1', 50))).body.id;
  const mina = await shop.client().register(email, fullName, password);
  userId = mina.userId!;
  const shippingAddress = { ...address, name: fullName, line1: '77 Quixotic Parade' };
  const order = { ...card(kettle), shippingAddress };
  orderId = (await mina.post('/orders', order, { headers: { prefer: 'wait=10' } })).body.id;
  await mina.post(`/orders/${orderId}/cancel`, { reason: fullName });
  await admin.until(`/admin/notifications?userId=${userId}`, ({ body }) => {
    const sent = body.items.filter((mail: { status: string }) => mail.status === 'sent');
    return sent.length === 3;
  });
  expect(await shop.stop()).toBe(0);
});
afterAll(() => rmSync(before, { recursive: true }));

const steps = Array.from({ length: 11 }, (_, index) => `erasure:between-steps:${index + 1}`);

/** Where views still show what the log tells no more. */
const untidy = new Set([4, 5, 10].map((step) => `erasure:between-steps:${step}`));

test.each(['append:before-acknowledgement:1', 'command:between-streams:1', ...steps])(
  'an erasure that dies at %s is finished by the next start',
  async (failPoint) => {
    const dataDir = newDataDir();
    cpSync(before, dataDir, { recursive: true });
    const dying = await startShop({ FAIL_POINT: failPoint }, dataDir);
    const mina = await dying.client().login(email, password);
    await expect(mina.send('DELETE', '/users/me')).rejects.toThrow('fetch failed');
    await dying.ended;

    const shop = await startShop({}, dataDir);
    try {
      await eventually(() => filesNaming(dataDir, personal).length === 0);
      const admin = await shop.admin();
      expect((await admin.get(`/users/${userId}`)).body).toMatchObject({ email: null, fullName: null });
      expect((await admin.get(`/orders/${orderId}`)).body).toMatchObject({ shippingAddress: null });
      mina.url = shop.url;
      expect((await mina.get('/orders')).body.code).toBe('token-invalid');
      expect((await shop.client().post('/auth/login', { email, password })).status).toBe(401);
      const somebody = await shop.client().register(email, 'Somebody Else', password);
      expect(somebody.userId).not.toBe(userId);
      expect(await shop.stop()).toBe(0);
      if (untidy.has(failPoint)) expect(await verify(dataDir)).toMatchObject({ code: 0 });
    } finally {
      await shop.kill();
      rmSync(dataDir, { recursive: true });
    }
  },
  30_000,
);
