import { randomUUID } from 'node:crypto';

const address = { name: 'Ada', line1: '12 Analytical Way', city: 'London', postalCode: 'N1 9GU', country: 'GB' };
const password = 'correct horse battery';
const registrationsAtOnce = 4;

/** The answer's body. Throws when it is not a success. */
export async function send(
  url: string,
  method: string,
  path: string,
  token: string | null,
  body?: object,
): Promise<any> {
  const response = await fetch(url + path, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}

async function logIn(url: string, email: string, secret: string): Promise<string> {
  return (await send(url, 'POST', '/auth/login', null, { email, password: secret })).accessToken as string;
}

/** The access token of the admin that a new shop has. */
export function adminOf(url: string): Promise<string> {
  return logIn(url, 'admin@example.com', 'admin-password');
}

/** Access tokens of so many new customers. */
export async function customers(url: string, count: number): Promise<readonly string[]> {
  const tokens: string[] = [];
  const mark = randomUUID();
  let next = 0;
  const register = async () => {
    while (next < count) {
      const email = `customer-${next++}-${mark}@example.com`;
      await send(url, 'POST', '/auth/register', null, { email, password, fullName: 'Ada Lovelace' });
      tokens.push(await logIn(url, email, password));
    }
  };
  await Promise.all(Array.from({ length: registrationsAtOnce }, register));
  return tokens;
}

/** Ids of so many new products that are all in the catalogue's view. */
export async function goods(url: string, count: number): Promise<readonly string[]> {
  const admin = await adminOf(url);
  const ids: string[] = [];
  const mark = randomUUID();
  let next = 0;
  let position = '';
  const add = async () => {
    while (next < count) {
      const added = await send(url, 'POST', '/products', admin, productNumber(next++, mark));
      ids.push(added.id as string);
      if (added.position > position) position = added.position as string;
    }
  };
  await Promise.all(Array.from({ length: 16 }, add));
  await fetch(`${url}/products?limit=1`, { headers: { 'read-after': position } });
  return ids;
}

function productNumber(index: number, mark: string): object {
  return {
    sku: `SKU-${index}-${mark}`,
    name: `Kettle number ${index}`,
    description: 'Boils a litre of water in two minutes and whistles a tune while doing so.',
    price: { amount: 1_999 + index, currency: 'EUR' },
    category: `category-${index % 10}`,
    attributes: { colour: 'red', litres: 1 },
    initialStock: 1_000_000,
  };
}

/** The body of an order of one piece, paid by a card that is good. */
export function orderOf(productId: string): object {
  const items = [{ productId, quantity: 1 }];
  return { items, paymentMethod: 'card', paymentToken: 'tok_ok', shippingAddress: address };
}
