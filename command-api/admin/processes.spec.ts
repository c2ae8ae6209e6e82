import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { commandShop } from '../../test/command-api/command-shop.ts';

test('an order that waits for its next attempt is pushed; one that does not is not found', async () => {
  const waiting = randomUUID();
  const pushed: string[] = [];
  const resumeProcess = async (orderId: string) => orderId === waiting && pushed.push(orderId) > 0;
  const shop = await commandShop({ dependencies: { resumeProcess } });
  try {
    const token = await shop.admin();
    const reply = await shop.send('POST', `/admin/processes/${waiting.toUpperCase()}/resume`, { token });
    expect([reply.status, reply.body.id, pushed]).toEqual([200, waiting, [waiting]]);
    expect(reply.headers.get('position')).toBe(reply.body.position);
    for (const other of [randomUUID(), 'nonsense']) {
      const refused = await shop.send('POST', `/admin/processes/${other}/resume`, { token });
      expect([refused.status, refused.body.code]).toEqual([404, 'not-found']);
    }
  } finally {
    await shop.close();
  }
});
