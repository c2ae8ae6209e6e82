import { expect } from '@jest/globals';
import type { Reply } from '../../http/ask.ts';
import type { Client } from '../client.ts';
import type { Shop } from '../shop.ts';
import { expectAccepted } from './ask.ts';

export const password = 'correct horse';
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

/** Holds a success to the answer every command gives, and answers it; `status` is 201 for what is made, else 200. */
export function expectDone(answer: Reply, status = 200): Reply {
  expectAccepted(answer, status);
  return answer;
}

export function idsOf(answer: Reply): string[] {
  return answer.body.items.map((item: { id: string }) => item.id);
}

/** What several answers came to, the least first. */
export function statusesOf(answers: readonly Reply[]): number[] {
  return answers.map(({ status }) => status).toSorted((left, right) => left - right);
}
