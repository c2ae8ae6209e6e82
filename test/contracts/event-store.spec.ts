import { openEmbedded } from '../../adapters/embedded/embedded.ts';
import { emptyLog, RoughEventStore } from '../rough/event-store.ts';
import { eventStoreContract } from './event-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';

for (const seed of [1, 2, 3]) {
  eventStoreContract(`The rough store with seed ${seed}`, async () => {
    const manners = { seed, foreign: 0.5, turns: 5 };
    const log = emptyLog(seed);
    let store = new RoughEventStore(manners, log);
    return {
      store,
      reopen: async () => {
        await store.close();
        store = new RoughEventStore(manners, log);
        return store;
      },
      close: () => store.close(),
    };
  });
}

eventStoreContract('The embedded store', async () => {
  const dir = temporaryFolder();
  const options = { dir, masterKey: new Uint8Array(32) };
  let embedded = await openEmbedded(options);
  return {
    store: embedded.eventStore,
    reopen: async () => {
      await embedded.close();
      embedded = await openEmbedded(options);
      return embedded.eventStore;
    },
    close: () => embedded.close(),
  };
});
