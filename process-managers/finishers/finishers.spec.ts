import { expect, test } from '@jest/globals';
import { cartDecider } from '../../domain/cart/cart.ts';
import { emailClaim, skuClaim } from '../../domain/claim/claim.ts';
import { inventoryDecider } from '../../domain/inventory/inventory.ts';
import { orderDecider } from '../../domain/order/order.ts';
import { productDecider } from '../../domain/product/product.ts';
import { userDecider } from '../../domain/user/user.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import { derivedId } from '../../engine/log/ids.ts';
import { ShopLog } from '../../test/stories/shop-log.ts';
import { soapOrder } from '../../test/stories/soap-order.ts';
import { finishers } from './finishers.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const at = '2026-03-01T12:00:00.000Z';

async function finish(shop: ShopLog): Promise<void> {
  const { executor, log } = shop;
  const all = finishers({
    executor,
    log,
    clock: systemClock,
    emailClaimId: (email) => `claim-of-${email}`,
    skuClaimId: (sku) => `claim-of-${sku}`,
  });
  for (const finisher of all) await shop.pump(finisher);
}

async function register(shop: ShopLog): Promise<void> {
  const context = () => shop.context({ subject: 'ada' });
  const reserve = { type: 'Reserve', owner: 'ada', at, staleAfterSeconds: 60 } as const;
  await shop.executor.execute(emailClaim, 'claim-of-ada@example.com', reserve, context());
  await shop.executor.execute(
    userDecider,
    'ada',
    { type: 'RegisterUser', email: 'ada@example.com', fullName: 'Ada', passwordHash: 'hash', roles: ['customer'] },
    context(),
  );
}

async function addProduct(shop: ShopLog, initialStock: number): Promise<void> {
  const reserve = { type: 'Reserve', owner: 'soap', at, staleAfterSeconds: 60 } as const;
  await shop.executor.execute(skuClaim, 'claim-of-SOAP', reserve, shop.context());
  const details = { name: 'Soap', description: null, price: eur(500), category: null, images: [], attributes: {} };
  await shop.executor.execute(
    productDecider,
    'soap',
    { type: 'AddProduct', sku: 'SOAP', vendorId: 'vendor', initialStock, ...details },
    shop.context({ actor: { id: 'vendor', role: 'vendor' } }),
  );
}

async function checkOut(shop: ShopLog): Promise<void> {
  const add = { type: 'AddCartItem', productId: 'soap', quantity: 2, currency: 'EUR' } as const;
  await shop.executor.execute(cartDecider, 'ada', add, shop.context());
  const order = { ...soapOrder, cartRevision: 0 };
  await shop.executor.execute(orderDecider, 'o1', order, shop.context({ subject: 'ada', orderId: 'o1' }));
}

test('a registration that died before its end has its e-mail confirmed, once', async () => {
  const shop = new ShopLog();
  await register(shop);
  await finish(shop);
  await finish(shop);
  expect(await shop.story()).toEqual(['EmailReserved', 'UserRegistered', 'EmailConfirmed']);
});

test('a product that died before its end has its sku and its first stock, once', async () => {
  const shop = new ShopLog();
  await addProduct(shop, 7);
  await finish(shop);
  await finish(shop);
  expect(await shop.story()).toEqual(['SkuReserved', 'ProductAdded', 'SkuConfirmed', 'StockReceived']);
  expect((await shop.events()).at(-1)).toMatchObject({ actor: { id: 'vendor' }, data: { quantity: 7 } });
});

test('a product without first stock has only its sku confirmed', async () => {
  const shop = new ShopLog();
  await addProduct(shop, 0);
  await finish(shop);
  expect((await shop.story()).at(-1)).toBe('SkuConfirmed');
});

test('first stock that the command itself received is not received again', async () => {
  const shop = new ShopLog();
  await addProduct(shop, 7);
  const receive = { type: 'ReceiveStock', quantity: 7, warehouse: 'main', reference: 'initial stock' } as const;
  const commandId = derivedId('soap', 'initial-stock');
  await shop.executor.execute(inventoryDecider, 'soap', receive, shop.context({ commandId }));
  await finish(shop);
  expect((await shop.story()).filter((type) => type === 'StockReceived')).toHaveLength(1);
});

test('a checkout that died before its end empties the cart, once', async () => {
  const shop = new ShopLog();
  await checkOut(shop);
  await finish(shop);
  await finish(shop);
  expect(await shop.story()).toEqual(['CartItemAdded', 'OrderPlaced', 'CartCheckedOut']);
  expect((await shop.events()).at(-1)).toMatchObject({ orderId: 'o1', data: { orderId: 'o1' } });
});

test('what is put into the cart afterwards stays there', async () => {
  const shop = new ShopLog();
  await checkOut(shop);
  await finish(shop);
  const add = { type: 'AddCartItem', productId: 'towel', quantity: 1, currency: 'EUR' } as const;
  await shop.executor.execute(cartDecider, 'ada', add, shop.context());
  await finish(shop);
  expect((await shop.story()).at(-1)).toBe('CartItemAdded');
});
