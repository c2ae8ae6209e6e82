import { expect, jest } from '@jest/globals';
import type { Answer, Client } from '../client.ts';
import type { Shop } from '../shop.ts';

/** A busy machine starts a shop and hashes passwords slowly. */
jest.setTimeout(60_000);

export const password = 'correct horse';
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
export const unknownId = '00000000-0000-4000-8000-000000000000';

/** Somebody who sells and also buys. */
export async function vendorWhoBuys(shop: Shop, admin: Client, email: string): Promise<Client> {
  const person = await shop.client().register(email);
  expect((await admin.post(`/users/${person.userId}/roles`, { role: 'vendor' })).status).toBe(200);
  return shop.client().login(email, password);
}

/** Somebody who sells and does not buy. */
export async function pureVendor(shop: Shop, admin: Client, email: string): Promise<Client> {
  const person = await vendorWhoBuys(shop, admin, email);
  expect((await admin.send('DELETE', `/users/${person.userId}/roles/customer`)).status).toBe(200);
  return shop.client().login(email, password);
}

export function euros(amount: number): { amount: number; currency: string } {
  return { amount, currency: 'EUR' };
}

/** Holds an answer to a problem of API.md's kind. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body?.code, body: answer.body }).toMatchObject({ status, code });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    correlationId: answer.headers.get('x-correlation-id'),
  });
}

/** Holds a success to the answer every command gives; `status` is 201 for what is made, else 200. */
export function expectDone(answer: Answer, status = 200): Answer {
  expect({ status: answer.status, body: answer.body }).toMatchObject({
    status,
    body: { id: expect.stringMatching(uuid), revision: expect.any(Number), position: expect.any(String) },
  });
  expect(answer.headers.get('position')).toBe(answer.body.position);
  expect(answer.headers.get('etag')).toBe(`"${answer.body.revision}"`);
  return answer;
}

export function idsOf(answer: Answer): string[] {
  return answer.body.items.map((item: { id: string }) => item.id);
}

/** What several answers came to, the least first. */
export function statusesOf(answers: readonly Answer[]): number[] {
  return answers.map(({ status }) => status).toSorted((left, right) => left - right);
}
