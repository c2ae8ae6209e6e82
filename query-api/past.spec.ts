import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ada, bob, boss, details, euros, vera, victor } from '../test/queries/people.ts';
import type { Reply } from '../test/http/ask.ts';
import type { Reader } from '../test/queries/shop-to-read.ts';
import { idOf, ShopToRead } from '../test/queries/shop-to-read.ts';

const shop = new ShopToRead();
const [kettle, gone] = [idOf('kettle'), idOf('gone')];
const times: Record<string, string> = {};
const at = (moment: number | string) => `?at=${typeof moment === 'number' ? moment : times[moment]}`;
const atFirst = '?at=2026-03-02T09:59:59.999Z';

async function told(name: string, ...happening: Parameters<ShopToRead['happened']>): Promise<void> {
  times[name] = (await shop.happened(...happening)).time;
}

beforeAll(async () => {
  const account = { email: 'ada@example.com', fullName: 'Ada', roles: ['customer'], passwordHash: 'secret' };
  const of = { subject: ada.userId };
  const received = { warehouse: 'main', quantity: 9, reference: null };
  await told('registered', `user-${ada.userId}`, 'UserRegistered', account, of);
  await told('added', `product-${kettle}`, 'ProductAdded', details('KET', { name: 'Kettle' }));
  await told('received', `inventory-${kettle}`, 'StockReceived', received);
  await told('in cart', `cart-${ada.userId}`, 'CartItemAdded', { productId: kettle, quantity: 2, currency: 'EUR' });
  await told('dearer', `product-${kettle}`, 'ProductChanged', { price: euros(1500) });
  await told('adjusted', `inventory-${kettle}`, 'StockAdjusted', { warehouse: 'main', delta: -4, reason: 'broken' });
  await told('more', `cart-${ada.userId}`, 'CartItemQuantitySet', { productId: kettle, quantity: 3, currency: 'EUR' });
  await told('renamed', `user-${ada.userId}`, 'UserProfileChanged', { fullName: 'Ada Lovelace' }, of);
  await told('cleared', `cart-${ada.userId}`, 'CartCleared');
  await told('gone added', `product-${gone}`, 'ProductAdded', details('GON'));
  await told('discontinued', `product-${gone}`, 'ProductDiscontinued');
  await shop.catchUp();
  await shop.open();
});
afterAll(() => shop.close());

const read = (path: string, reader?: Reader): Promise<Reply> => shop.get(path, reader);
const body = async (path: string, reader?: Reader) => {
  const answer = await read(path, reader);
  expect(answer.status).toBe(200);
  return answer.body;
};
const status = async (path: string, reader?: Reader) => (await read(path, reader)).status;

describe('A product in the past', () => {
  test('has the price and the stock of then', async () => {
    expect(await body(`/products/${kettle}${at('added')}`)).toMatchObject({
      price: euros(1000),
      available: 0,
      revision: 0,
    });
    expect(await body(`/products/${kettle}${at('received')}`)).toMatchObject({ price: euros(1000), available: 9 });
    expect(await body(`/products/${kettle}${at('dearer')}`)).toMatchObject({ price: euros(1500), available: 9 });
  });

  test('is at a revision what it was until the next, and beyond the end what it is now', async () => {
    expect(await body(`/products/${kettle}${at(0)}`)).toMatchObject({ price: euros(1000), available: 9, revision: 0 });
    const now = await body(`/products/${kettle}`);
    expect(await body(`/products/${kettle}${at(1)}`)).toEqual(now);
    expect(await body(`/products/${kettle}${at(99)}`)).toEqual(now);
    expect(await body(`/products/${kettle}?at=2999-01-01T00:00:00Z`)).toEqual(now);
  });

  test('is not there before it was added', async () => {
    expect(await status(`/products/${kettle}${atFirst}`)).toBe(404);
    expect(await status(`/products/${idOf('nothing')}?at=0`)).toBe(404);
  });

  test('is shown only to whom it is shown now', async () => {
    expect(await status(`/products/${gone}${at(0)}`)).toBe(404);
    expect(await status(`/products/${gone}${at(0)}`, vera)).toBe(200);
  });
});

describe('Stock in the past', () => {
  test('is what was on hand then', async () => {
    expect(await body(`/inventory/${kettle}${at('added')}`, vera)).toMatchObject({ onHand: 0, revision: -1 });
    expect(await body(`/inventory/${kettle}${at(0)}`, vera)).toMatchObject({ onHand: 9, available: 9, revision: 0 });
    expect(await body(`/inventory/${kettle}${at(1)}`, boss)).toEqual(await body(`/inventory/${kettle}`, boss));
  });

  test('is not there before its product, and not for another vendor', async () => {
    expect(await status(`/inventory/${kettle}${at('registered')}`, vera)).toBe(404);
    expect(await status(`/inventory/${kettle}${at(0)}`, victor)).toBe(403);
  });
});

describe('A cart in the past', () => {
  test('has the items and the prices of then', async () => {
    const line = { productId: kettle, quantity: 2, unitPrice: euros(1000), lineTotal: euros(2000), available: 9 };
    expect(await body(`/cart${at('in cart')}`, ada)).toMatchObject({ items: [line], total: euros(2000), revision: 0 });
    const dearer = { quantity: 2, unitPrice: euros(1500), available: 5 };
    expect(await body(`/cart${at(0)}`, ada)).toMatchObject({ items: [dearer], total: euros(3000) });
    expect(await body(`/cart${at(1)}`, ada)).toMatchObject({ items: [{ quantity: 3 }], revision: 1 });
  });

  test('is empty before anything was put in, and now again', async () => {
    expect(await body(`/cart${at('added')}`, ada)).toEqual({ items: [], total: null, revision: -1 });
    expect(await body(`/cart${at(7)}`, ada)).toEqual(await body('/cart', ada));
  });

  test('is not there before its customer was', async () => {
    expect(await status(`/cart${atFirst}`, ada)).toBe(404);
    expect(await status(`/cart${at('cleared')}`, bob)).toBe(404);
  });
});

describe('A person in the past', () => {
  test('is told as known then, to themselves and to admins', async () => {
    expect(await body(`/users/me${at(0)}`, ada)).toMatchObject({ fullName: 'Ada', revision: 0 });
    expect(await body(`/users/${ada.userId}${at('more')}`, boss)).toMatchObject({ fullName: 'Ada' });
    expect(await body(`/users/${ada.userId}${at('renamed')}`, boss)).toMatchObject({ fullName: 'Ada Lovelace' });
    expect(await status(`/users/${ada.userId}${at(0)}`, bob)).toBe(403);
    expect(await status(`/users/me${atFirst}`, ada)).toBe(404);
  });

  test('is nobody once erased, in the past, too', async () => {
    await shop.vault.destroy(ada.userId, '2026-03-03T00:00:00.000Z');
    shop.codec.forget(ada.userId);
    expect(await body(`/users/${ada.userId}${at(0)}`, boss)).toMatchObject({
      email: null,
      fullName: null,
      revision: 0,
    });
  });
});

test.each(['yesterday', '-1', '1.5', '2026-02-30T00:00:00Z'])('%s is no moment', async (moment) => {
  expect(await status(`/products/${kettle}?at=${moment}`)).toBe(400);
});
