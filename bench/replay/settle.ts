import { openEngineRoom } from '../../app/engine-room.ts';
import { loadSecrets } from '../../app/secrets.ts';
import { adminOf, send } from '../shop/people-and-goods.ts';
import { startShop } from '../shop/shop-process.ts';

/** What a shop would do after such a log has been decided already: whoever follows it goes on at its end. */
export async function settle(folder: string): Promise<void> {
  const names = await followers();
  const room = await openEngineRoom(folder, loadSecrets(folder, { jwtSecret: null, masterKey: null }).masterKey);
  const { position, events } = room.feed.head();
  const { id: eventId } = (await room.feed.eventAt(position!))!;
  const atTheEnd = JSON.stringify({ position, eventId, events, logId: await room.feed.logId(), except: [] });
  for (const name of names) await room.checkpoints.save(name, await room.checkpoints.take(name), atTheEnd);
  await room.close();
}

/** As a shop names its process managers. */
async function followers(): Promise<readonly string[]> {
  const shop = await startShop({ profile: null });
  try {
    const { items } = await send(shop.url, 'GET', '/admin/processes?limit=100', await adminOf(shop.url));
    return (items as readonly { readonly name?: string }[]).flatMap(({ name }) => name ?? []);
  } finally {
    await shop.stop();
  }
}
