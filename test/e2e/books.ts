import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './client.ts';

export type OrderBody = {
  id: string;
  status: string;
  paymentStatus: string;
  lines: { productId: string; quantity: number }[];
  cancellation?: { reason: string };
};

/** Every item of a list, page by page. */
export async function all<Item>(client: Client, path: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page = await client.get(
      `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    if (page.status !== 200) throw new Error(`${path}: ${page.status} ${JSON.stringify(page.body)}`);
    items.push(...page.body.items);
    cursor = page.body.nextCursor;
  } while (cursor !== null);
  return items;
}

/** Waits until the saga has ended every order one way or the other and no mail is due, and answers the orders. */
export async function settled(admin: Client, boundMs = 60_000): Promise<OrderBody[]> {
  await admin.until('/admin/orders?status=placed&limit=1', ({ body }) => body.items.length === 0, boundMs);
  const orders = await all<OrderBody>(admin, '/orders');
  const due = orders.flatMap(mailsDue);
  await admin.until(
    '/admin/processes',
    ({ body }) =>
      body.items.length > 0 && body.items.every((process: { lagEvents: number }) => process.lagEvents === 0),
    boundMs,
  );
  await admin.until(
    '/admin/projections',
    ({ body }) => body.items.length > 0 && body.items.every((view: { lagEvents: number }) => view.lagEvents === 0),
    boundMs,
  );
  await until(async () => {
    const sent = new Set((await all<Mail>(admin, '/admin/notifications')).filter(isSent).map(mailKey));
    return due.every((mail) => sent.has(mailKey(mail)));
  }, boundMs);
  return orders;
}

async function until(isSo: () => Promise<boolean>, boundMs: number): Promise<void> {
  for (const end = Date.now() + boundMs; !(await isSo()); await pause(20))
    if (Date.now() > end) throw new Error('a mail that is due was not sent');
}

type Mail = { orderId?: string; userId: string; template: string; status: string };
const isSent = ({ status }: Mail) => status === 'sent';
const mailKey = ({ orderId, userId, template }: { orderId?: string; userId?: string; template: string }) =>
  `${orderId ?? userId} ${template}`;

function mailsDue(order: OrderBody): { orderId: string; template: string }[] {
  if (order.status === 'cancelled') return [{ orderId: order.id, template: 'order_cancelled' }];
  return [{ orderId: order.id, template: 'order_confirmation' }];
}

/** What is wrong with the shop's books: empty when stock, orders and mails agree. */
export async function discrepancies(admin: Client, dataDir: string): Promise<string[]> {
  const found: string[] = [];
  const orders = await all<OrderBody>(admin, '/orders');
  const held = new Map<string, number>();
  for (const order of orders) {
    if (order.status !== 'confirmed') continue;
    for (const line of order.lines) held.set(line.productId, (held.get(line.productId) ?? 0) + line.quantity);
  }
  const stock = await all<{ productId: string; onHand: number; reserved: number; available: number }>(
    admin,
    '/inventory',
  );
  for (const item of stock) {
    const expected = held.get(item.productId) ?? 0;
    if (item.reserved !== expected)
      found.push(`${item.productId}: ${item.reserved} reserved, but confirmed orders hold ${expected}`);
    if (item.available < 0 || item.available !== item.onHand - item.reserved)
      found.push(`${item.productId}: ${JSON.stringify(item)}`);
  }
  const mails = await all<Mail>(admin, '/admin/notifications');
  const counts = new Map<string, number>();
  for (const mail of mails) {
    const key = mailKey(mail);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (!isSent(mail)) found.push(`${key} is ${mail.status}`);
  }
  for (const [mail, count] of counts) if (count !== 1) found.push(`${mail} was mailed ${count} times`);
  for (const order of orders) {
    for (const mail of mailsDue(order))
      if (!counts.has(mailKey(mail))) found.push(`${order.id} has no ${mail.template}`);
  }
  const files = readdirSync(join(dataDir, 'outbox')).filter((name) => name.endsWith('.eml'));
  if (files.length !== mails.length) found.push(`${files.length} mails in the outbox, ${mails.length} in the log`);
  return found;
}

/** Runs the operator's `verify` on a stopped shop: chains, cold folds in that process, the provider's books. */
export function verify(dataDir: string): Promise<{ code: number; output: string }> {
  const main = join(import.meta.dirname, '../../dist/app/ops/main.js');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', main, 'verify'],
      { env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir } },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
  });
}
