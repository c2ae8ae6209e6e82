import { EmbeddedViewStore } from '../../adapters/embedded/views/view-store.ts';
import { RoughViewStore } from '../rough/view-store.ts';
import type { ViewStorePlace } from './view-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export async function roughViews(): Promise<ViewStorePlace> {
  const store = new RoughViewStore();
  const reopen: ViewStorePlace['reopen'] = async (offThread = {}) => {
    store.offThread = offThread;
    return store;
  };
  return { store, reopen, remove: async () => {} };
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
