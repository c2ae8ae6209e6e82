import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../engine/log/json.ts';
import { exampleHistory } from '../../query-api/orders/history.ts';
import { eventText } from './event-text.ts';

const folder = join(import.meta.dirname, '../../test/golden');
const samples = readdirSync(folder)
  .filter((name) => /^(Order|Stock|Payment|Refund|Notification|Mail|CartCheckedOut).*\.json$/.test(name))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { type: string; data: JsonObject });

const item = (type: string, data: JsonObject, stream = 'inventory-kettle') => ({
  ...exampleHistory.items[0]!,
  type,
  data,
  stream,
});
const names = new Map([['kettle', 'KET-1']]);

test.each(samples.map(({ type, data }) => [type, data] as const))('%s is told in a sentence', (type, data) => {
  const text = eventText(item(type, data), names);
  expect(text).toMatch(/^[A-Za-z0-9€¥$].{5,}/);
  expect(text).not.toMatch(/undefined|object Object|null|can no longer be read/);
});

test('a refused reservation tells what was wanted and what there was', () => {
  const refused = item('StockReservationRefused', { orderId: 'o', quantity: 3, available: 1 });
  expect(eventText(refused, names)).toBe('3 × KET-1 wanted, 1 available: refused.');
});

test('what was erased is said to be', () => {
  const mail = { channel: 'email', template: 'welcome', to: null, userId: 'u', orderId: null, subject: null };
  expect(eventText(item('NotificationRequested', mail), names)).toBe('email welcome to (erased): (erased)');
});

test('an event whose data is gone or strange does not end the story', () => {
  expect(eventText(item('OrderPlaced', {}), names)).toBe('What it said can no longer be read.');
});
