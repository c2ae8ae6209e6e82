import { expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedViewStore } from '../../adapters/embedded/views/view-store.ts';
import { sold, takings, type Takings } from '../rough/tills.ts';
import { keptDigest, ProjectionShop } from './projection-shop.ts';
import { patienceMs } from './subject.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('a view whose file is broken is built anew at the next start', async () => {
  const dir = temporaryFolder();
  let views = new EmbeddedViewStore(dir);
  const reopen = async () => (views = new EmbeddedViewStore(dir));
  const shop = new ProjectionShop({ store: views, reopen, remove: async () => {} });
  const first = await shop.open(takings(), { views });
  const position = await shop.log.write('till-1', sold('ada', 5));
  await first.projections.waitFor(['takings'], position, patienceMs);
  await first.close();
  await views.close();

  await writeFile(
    join(dir, 'views', 'takings@1.1.db'),
    'This is no database, and it is longer than a header. '.repeat(200),
  );
  const second = await shop.open(takings());
  expect(await second.projections.waitFor(['takings'], position, patienceMs)).toBe(true);
  expect(await second.projections.show('takings')).toMatchObject({ version: '1.2', state: 'live' });
  expect(await second.views.get<Takings>('takings', 'till-1')).toEqual({ amount: 5, items: ['ada 5'] });
  expect(await second.views.builds('takings')).toEqual(['1.2']);
  const truth = await shop.trueDigest(takings());
  expect(await keptDigest(second.views, takings())).toBe(truth);
  await second.close();
  await views.close();
  await shop.dispose();
});
