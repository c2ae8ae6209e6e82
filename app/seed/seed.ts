import { seedCatalogue } from './catalogue.ts';
import type { SeedProduct } from './catalogue.ts';
import { showProgress } from '../progress.ts';
import { expectStatus, ShopClient } from '../shop-client.ts';

type SeedOptions = {
  readonly origin: string;
  readonly currency: string;
  readonly admin: { readonly email: string; readonly password: string };
  readonly out: NodeJS.WriteStream;
};

type Seeded = { readonly products: number; readonly people: readonly string[]; readonly orders: number };

const password = 'storied-demo';
const customers = [
  { email: 'ada@example.com', fullName: 'Ada Demo' },
  { email: 'grace@example.com', fullName: 'Grace Demo' },
  { email: 'edsger@example.com', fullName: 'Edsger Demo' },
];
const vendor = { email: 'vendor@example.com', fullName: 'Mira Demo' };
const address = { name: 'Demo Customer', line1: '1 Market Square', city: 'Ghent', postalCode: '9000', country: 'BE' };

/**
 * Fills a running shop through its public API: a catalogue with stock, three customers, a vendor and some orders in
 * every state. Safe to repeat: what is there already is left as it is. Throws when the shop refuses.
 */
export async function seed(options: SeedOptions): Promise<Seeded> {
  const admin = await new ShopClient(options.origin).login(options.admin.email, options.admin.password);
  const people = await Promise.all(customers.map((person) => signUp(options.origin, person)));
  const vendorClient = await signUpVendor(options.origin, admin);
  const products = await addProducts(seedCatalogue(options.currency), admin, vendorClient, options.out);
  const orders = await placeOrders(people, admin, products, options.out);
  return {
    products: products.length,
    people: [...customers, vendor].map((person) => `${person.email} / ${password}`),
    orders,
  };
}

async function signUp(origin: string, person: { email: string; fullName: string }): Promise<ShopClient> {
  const client = new ShopClient(origin);
  expectStatus(await client.command('POST', '/auth/register', { ...person, password }), 201, 409);
  return client.login(person.email, password);
}

async function signUpVendor(origin: string, admin: ShopClient): Promise<ShopClient> {
  const client = await signUp(origin, vendor);
  const me = expectStatus(await client.query('/users/me'), 200);
  expectStatus(await admin.command('POST', `/users/${me['id']}/roles`, { role: 'vendor' }), 200);
  return client.login(vendor.email, password);
}

/** Every third product belongs to the vendor. Answers the ids of those that are there, new or not. */
async function addProducts(
  catalogue: readonly SeedProduct[],
  admin: ShopClient,
  vendorClient: ShopClient,
  out: NodeJS.WriteStream,
): Promise<string[]> {
  const progress = showProgress('products', catalogue.length, out);
  const ids: string[] = [];
  for (const [index, product] of catalogue.entries()) {
    const owner = index % 3 === 0 ? vendorClient : admin;
    const answer = await owner.command('POST', '/products', product, `seed-product-${product.sku}`);
    const body = expectStatus(answer, 201, 409);
    if (answer.status === 201) ids.push(body['id'] as string);
    progress.advance();
  }
  progress.done();
  return ids;
}

/** The steps an admin takes with the n-th order, so that every status can be seen. */
const lives = [[], ['shipped'], ['shipped', 'delivered'], ['shipped', 'delivered', 'completed'], ['cancelled']];

async function placeOrders(
  people: readonly ShopClient[],
  admin: ShopClient,
  products: readonly string[],
  out: NodeJS.WriteStream,
): Promise<number> {
  if (products.length === 0) return 0;
  const count = 30;
  const progress = showProgress('orders', count, out);
  for (let index = 0; index < count; index += 1) {
    const items = [0, 1, 2]
      .slice(0, 1 + (index % 3))
      .map((line) => ({ productId: products[(index * 13 + line * 29) % products.length]!, quantity: 1 + (index % 2) }));
    const payment =
      index % 4 === 0
        ? { paymentMethod: 'cash_on_delivery' }
        : { paymentMethod: 'card', paymentToken: index === 17 ? 'tok_declined' : 'tok_ok' };
    const customer = people[index % people.length]!;
    const order = expectStatus(
      await customer.command(
        'POST',
        '/orders',
        { items, ...payment, shippingAddress: address },
        `seed-order-${index}-${products[0]}`,
      ),
      201,
    );
    await settled(customer, order['id'] as string);
    for (const status of lives[index % lives.length]!)
      await admin.command('PUT', `/orders/${order['id']}/status`, { status }, `seed-${order['id']}-${status}`);
    progress.advance();
  }
  progress.done();
  return count;
}

/** Waits for the saga, a second at most: an order that waits longer is left as it is. */
async function settled(customer: ShopClient, orderId: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const order = await customer.query(`/orders/${orderId}`);
    if (order.status === 200 && order.body['status'] !== 'placed') return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
