import { beforeAll, expect, test } from '@jest/globals';
import { cpSync } from 'node:fs';
import { eventually } from '../contracts/subject.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { verify } from './books.ts';
import { filesNaming } from './files-naming.ts';
import { startShop } from './shop.ts';
import { email, password, personal, somebodyBuys } from './somebody-to-erase.ts';

const before = temporaryFolder();
let userId: string;
let orderId: string;

beforeAll(async () => {
  ({ userId, orderId } = await somebodyBuys(before));
});

const steps = Array.from({ length: 10 }, (_, index) => `erasure:between-steps:${index + 1}`);

/** Where views still show what the log tells no more. */
const untidy = new Set([4, 5, 9].map((step) => `erasure:between-steps:${step}`));

test.each(['append:before-acknowledgement:1', 'command:between-streams:1', ...steps])(
  'an erasure that dies at %s is finished by the next start',
  async (failPoint) => {
    const dataDir = temporaryFolder();
    cpSync(before, dataDir, { recursive: true });
    const dying = await startShop({ FAIL_POINT: failPoint }, dataDir);
    const mina = await dying.client().login(email, password);
    await expect(mina.send('DELETE', '/users/me')).rejects.toThrow('fetch failed');
    await dying.ended;

    const shop = await startShop({}, dataDir);
    try {
      await eventually(() => filesNaming(dataDir, personal).length === 0);
      const admin = await shop.admin();
      expect((await admin.get(`/users/${userId}`)).body).toMatchObject({ email: null, fullName: null });
      expect((await admin.get(`/orders/${orderId}`)).body).toMatchObject({ shippingAddress: null });
      mina.url = shop.url;
      expect((await mina.get('/orders')).body.code).toBe('token-invalid');
      expect((await shop.client().post('/auth/login', { email, password })).status).toBe(401);
      const somebody = await shop.client().register(email, 'Somebody Else', password);
      expect(somebody.userId).not.toBe(userId);
      expect(await shop.stop()).toBe(0);
      if (untidy.has(failPoint)) expect(await verify(dataDir)).toMatchObject({ code: 0 });
    } finally {
      await shop.kill();
    }
  },
);
