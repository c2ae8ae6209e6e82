import { expect } from '@jest/globals';
import { card, newProduct } from './client.ts';
import { startShop } from './shop.ts';
import { anAddress } from '../an-address.ts';

/** Somebody whose name and address are found nowhere else. */
export const email = 'wilhelmina.vexworthy@example.com';
export const fullName = 'Wilhelmina Vexworthy';
export const password = 'correct horse';
export const personal = [email, fullName, 'Quixotic Parade'];

/** Runs a shop in which she buys something, takes it back and has her mails, until everything is kept in the folder. */
export async function somebodyBuys(dataDir: string): Promise<{ readonly userId: string; readonly orderId: string }> {
  const shop = await startShop({}, dataDir);
  const admin = await shop.admin();
  const kettle = (await admin.post('/products', newProduct('KET-1', 50))).body.id;
  const mina = await shop.client().register(email, fullName, password);
  const userId = mina.userId!;
  const shippingAddress = { ...anAddress, name: fullName, line1: '77 Quixotic Parade' };
  const order = { ...card(kettle), shippingAddress };
  const orderId = (await mina.post('/orders', order, { headers: { prefer: 'wait=10' } })).body.id as string;
  await mina.post(`/orders/${orderId}/cancel`, { reason: fullName });
  await admin.until(`/admin/notifications?userId=${userId}`, ({ body }) => {
    const sent = body.items.filter((mail: { status: string }) => mail.status === 'sent');
    return sent.length === 3;
  });
  expect(await shop.stop()).toBe(0);
  return { userId, orderId };
}
