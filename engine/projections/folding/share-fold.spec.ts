import { expect, test } from '@jest/globals';
import { keptDigest, ProjectionShop } from '../../../test/contracts/projection-shop.ts';
import { roughViews } from '../../../test/contracts/view-store-places.ts';
import { forgotten, purchases, sold } from '../../../test/rough/tills.ts';
import { fillBuild } from '../rebuild/fill-build.ts';
import { ParkedKeys } from './parked-keys.ts';
import { ShareFold } from './share-fold.ts';

test.each([1, 2, 3, 50])('shares that run ahead forget who was erased, in batches of %i events', async (batch) => {
  const place = await roughViews();
  const shop = new ProjectionShop(place);
  const projection = purchases();
  await shop.log.write('till-1', sold('ada', 1), sold('bob', 2), sold('ada', 3));
  await shop.log.write('till-2', sold('ada', 4), sold('eve', 5));
  await shop.log.write('till-1', forgotten('ada'), sold('ada', 6), sold('bob', 7));
  const feed = await shop.openFeed();
  const build = await place.store.open(projection, '1.1');
  const parked = new ParkedKeys();
  const share = (index: number) =>
    new ShareFold({ projection, share: { of: 2, index }, log: feed, build, parked, batch });
  await fillBuild({
    build,
    parking: { park: async () => expect('nothing').toBe('parked') },
    shares: [share(0), share(1)],
    log: shop.store,
    signal: new AbortController().signal,
    progress: async () => {},
  });
  await place.store.switchTo('purchases', '1.1');
  expect(await place.store.get('purchases', 'ada/till-1')).toEqual({ buyer: 'ada', amounts: null });
  expect(await place.store.get('purchases', 'ada/till-2')).toEqual({ buyer: 'ada', amounts: null });
  const truth = await shop.trueDigest(projection);
  expect(await keptDigest(place.store, projection)).toBe(truth);
  await feed.close();
  await shop.dispose();
});
