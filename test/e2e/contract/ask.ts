import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ask as askUrl, type Reply } from '../../http/ask.ts';
import type { Client } from '../client.ts';
import { startShop, type Shop } from '../shop.ts';

export type Question = {
  readonly by?: Client | null;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
};

/** One request from outside, to any path of the origin; nothing is added but the caller's token. */
export const ask = (shop: Shop, method: string, path: string, { by, ...question }: Question = {}) =>
  askUrl(method, shop.url + path, { token: by?.token, ...question });

/** Asks under `/api/v1`. */
export const api = (shop: Shop, method: string, path: string, question?: Question) =>
  ask(shop, method, `/api/v1${path}`, question);

const members = ['type', 'title', 'status', 'detail', 'code', 'correlationId'];

/** The answer is this refusal, in the one shape that all have. */
export function expectProblem(reply: Reply, status: number, code: string): void {
  expect({ status: reply.status, code: reply.body?.code, text: reply.status === status ? '' : reply.text }).toEqual({
    status,
    code,
    text: '',
  });
  expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  for (const member of members) expect(reply.body).toHaveProperty(member);
  expect(reply.body.status).toBe(status);
  expect(reply.body.correlationId).toMatch(uuid);
  if (reply.headers.get('idempotent-replayed') === null) {
    expect(reply.body.correlationId).toBe(reply.headers.get('x-correlation-id'));
  }
  if (code === 'validation-failed') {
    expect(reply.body.errors.length).toBeGreaterThan(0);
    for (const error of reply.body.errors) {
      expect(error).toEqual({ pointer: expect.stringMatching(/^(\/.*)?$/), message: expect.any(String) });
    }
  }
  expect(reply.text).not.toMatch(/node_modules|\.[jt]s:\d|at async|SQLITE|NestJS/i);
}

/** The answer of a command that was accepted: its body and headers say the same. */
export function expectAccepted(reply: Reply, status = 200): void {
  expect({ status: reply.status, text: reply.status === status ? '' : reply.text }).toEqual({ status, text: '' });
  expect(reply.body.id).toMatch(uuid);
  expect(Number.isInteger(reply.body.revision)).toBe(true);
  expect(typeof reply.body.position).toBe('string');
  expect(reply.headers.get('position')).toBe(reply.body.position);
  expect(reply.headers.get('etag')).toBe(`"${reply.body.revision}"`);
}

export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let count = 0;
/** An e-mail address or sku nobody has yet. */
export const newEmail = () => `someone-${(count += 1)}-${randomUUID().slice(0, 8)}@example.com`;
export const newSku = () => `SKU-${(count += 1)}-${randomUUID().slice(0, 8)}`;

/** Somebody new, signed in. */
export const someone = (shop: Shop, email = newEmail()) => shop.client().register(email);

/** A product of the client's, for sale; answers its id. */
export async function forSale(by: Client, stock = 100, changes: object = {}): Promise<string> {
  const sku = newSku();
  const { status, body } = await by.post('/products', {
    sku,
    name: `Product ${sku}`,
    price: { amount: 1999, currency: 'EUR' },
    initialStock: stock,
    ...changes,
  });
  expect(status).toBe(201);
  return body.id;
}

/** A shop that sells a product of its admin's, of which there is so much, and somebody who buys. */
export async function shopWithGoods(stock?: number) {
  const shop = await startShop();
  const [admin, ada] = [await shop.admin(), await someone(shop)];
  return { shop, admin, ada, product: await forSale(admin, stock) };
}

/** The same question in each of these words, and the answers told beside them, so that one look shows all that differ. */
export async function each<T>(
  cases: readonly T[],
  question: (one: T) => Promise<Reply>,
  expected: string,
): Promise<void> {
  const told: string[] = [];
  for (const one of cases) {
    const { status, body } = await question(one);
    told.push(`${labelOf(one)}: ${status}${body?.code === undefined ? '' : ` ${body.code}`}`);
  }
  expect(told).toEqual(cases.map((one) => `${labelOf(one)}: ${expected}`));
}

const labelOf = (one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one)).slice(0, 100);
