import { EmbeddedViewStore } from '../../adapters/embedded/views/view-store.ts';
import { makeTearing } from '../rough/torn-build.ts';
import { emptyViews, RoughViewStore } from '../rough/view-store.ts';
import type { ViewStorePlace } from './view-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** In memory. */
export async function roughViews(): Promise<ViewStorePlace> {
  const kept = emptyViews();
  let store = new RoughViewStore(kept);
  return {
    store,
    reopen: async (offThread) => {
      await store.close();
      store = new RoughViewStore(kept, offThread);
      return store;
    },
    remove: () => store.close(),
  };
}

/** In memory, where every batch tears before it is written. */
export async function tearingViews(): Promise<ViewStorePlace> {
  const torn = new Set<string>();
  const place = await roughViews();
  makeTearing(place.store, torn);
  return {
    store: place.store,
    reopen: async (offThread) => {
      const reopened = await place.reopen(offThread);
      makeTearing(reopened, torn);
      return reopened;
    },
    remove: () => place.remove(),
  };
}

/** In a folder of its own. */
export async function embeddedViews(): Promise<ViewStorePlace> {
  const dir = temporaryFolder();
  let store = new EmbeddedViewStore(dir);
  return {
    store,
    reopen: async (offThread) => {
      await store.close();
      store = new EmbeddedViewStore(dir, offThread);
      return store;
    },
    remove: () => store.close(),
  };
}
