import { DatabaseSync } from '@photostructure/sqlite';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { card, newProduct } from './client.ts';
import { startShop } from './shop.ts';

/** A folder that nobody has touched since the shop on it was stopped in order. */
export type HonestFolder = { readonly dir: string; readonly productId: string; readonly orderIds: readonly string[] };

/** A shop that sold twice, and declined once, and was stopped. */
export async function honestFolder(): Promise<HonestFolder> {
  const shop = await startShop();
  try {
    const admin = await shop.admin();
    const { id: productId } = (await admin.post('/products', newProduct('TMP-1', 5))).body;
    const buyer = await shop.client().register('ada@example.com');
    const orderIds: string[] = [];
    for (const token of ['tok_ok', 'tok_declined', 'tok_ok']) {
      const { body } = await buyer.post('/orders', card(productId, 1, token), { headers: { prefer: 'wait=10' } });
      orderIds.push(body.id);
      await admin.until(
        `/admin/notifications?orderId=${body.id}`,
        ({ body: mails }) => mails.items[0]?.status === 'sent',
      );
    }
    const code = await shop.stop();
    if (code !== 0) throw new Error(`the shop ended with ${code}`);
    return { dir: shop.dataDir, productId, orderIds };
  } finally {
    await shop.kill();
  }
}

export function copyOf({ dir }: HonestFolder): string {
  const copy = temporaryFolder();
  cpSync(dir, copy, { recursive: true });
  return copy;
}

/** Takes away what is known of the log's newest head apart from the tree. */
export function withoutWitness(dir: string): void {
  inFile(dir, 'durable.db', (file) => file.prepare(`DELETE FROM entries WHERE key = 'audit:witness'`).run());
}

/** Changes what is known of the log's newest head, as somebody would who has not the key. */
export function forgeWitness(dir: string, change: (witness: object) => object): void {
  inFile(dir, 'durable.db', (file) => {
    const { value } = file.prepare(`SELECT value FROM entries WHERE key = 'audit:witness'`).get() as { value: string };
    const forged = JSON.stringify(change(JSON.parse(value) as object));
    file.prepare(`UPDATE entries SET value = ? WHERE key = 'audit:witness'`).run(forged);
  });
}

/** Works in a file of a stopped shop, behind the engine's back. */
export function inFile<Result>(
  dir: string,
  name: string,
  work: (file: InstanceType<typeof DatabaseSync>) => Result,
): Result {
  const file = new DatabaseSync(join(dir, name));
  try {
    return work(file);
  } finally {
    file.close();
  }
}
