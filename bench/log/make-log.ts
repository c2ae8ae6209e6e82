import type { EngineRoom } from '../../app/engine-room.ts';
import { inventoryDecider } from '../../domain/inventory/inventory.ts';
import type { RequestedLine } from '../../domain/order/commands.ts';
import { productDecider } from '../../domain/product/product.ts';
import { userDecider } from '../../domain/user/user.ts';
import { derivedId } from '../../engine/log/ids.ts';
import { commandContext, minuteOf } from './command-context.ts';
import { journey } from './journey.ts';

const productCount = 500;
const atOnce = 256;
/** Events of a customer, about. */
const eventsEach = 200;

/**
 * Fills an empty engine with at least so many events of a shop's life by driving the deciders, with no HTTP and no
 * real password hashes. The same number makes the same ids. `progress` is told the count now and then.
 */
export async function makeLog(
  { executor }: Pick<EngineRoom, 'executor'>,
  wanted: number,
  progress: (events: number) => void,
): Promise<number> {
  let made = 0;
  const products: RequestedLine['product'][] = [];
  for (let n = 0; n < productCount; n += 1) {
    const id = productId(n);
    const price = { amount: 500 + n * 10, currency: 'EUR' };
    const details = { name: `Kettle ${n}`, description: 'Boils water.', price, category: `category-${n % 10}` };
    const sku = `SKU-${n}`;
    const vendorId = 'bench';
    const added = {
      type: 'AddProduct',
      sku,
      vendorId,
      initialStock: 0,
      images: [],
      attributes: {},
      ...details,
    } as const;
    const received = { type: 'ReceiveStock', quantity: 500_000_000, warehouse: 'main', reference: null } as const;
    const time = minuteOf(0);
    await executor.execute(productDecider, id, added, commandContext(derivedId(id, 'add'), { time }));
    await executor.execute(inventoryDecider, id, received, commandContext(derivedId(id, 'receive'), { time }));
    products.push({ sku, name: details.name, vendorId, price, discontinued: false });
    made += 2;
  }
  const customersOfLane = Math.max(1, Math.round(wanted / eventsEach / atOnce));
  const line = (n: number): RequestedLine => {
    const index = n % productCount;
    return { productId: productId(index), quantity: 1 + (n % 3), product: products[index]! };
  };
  let next = 0;
  // Not `made += await …`, which adds to what it was before the wait.
  const add = (events: number) => void (made += events);
  // A customer's orders stay on one lane: a person fills one cart at a time.
  const lane = async (own: number) => {
    for (let turn = 0; made < wanted; turn += 1) {
      const customer = own + (turn % customersOfLane) * atOnce;
      if (turn < customersOfLane) add(await register(executor, customer));
      const n = next++;
      const lines = n % 2 === 0 ? [line(n * 7)] : [line(n * 7), line(n * 7 + 1)];
      add(await journey(executor, n, { customerId: customerId(customer), lines }));
      if (n % 500 === 0) progress(made);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, own) => lane(own)));
  return made;
}

async function register(executor: EngineRoom['executor'], n: number): Promise<number> {
  const id = customerId(n);
  const person = { email: `customer-${n}@example.com`, fullName: `Customer ${n}`, roles: ['customer'] } as const;
  const context = commandContext(derivedId(id, 'register'), { time: minuteOf(0), subject: id });
  await executor.execute(userDecider, id, { type: 'RegisterUser', passwordHash: 'rough', ...person }, context);
  return 1;
}

const productId = (n: number) => derivedId('bench-product', String(n));
const customerId = (n: number) => derivedId('bench-customer', String(n));
