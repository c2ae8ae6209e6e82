import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedViewStore } from '../../adapters/embedded/views/view-store.ts';
import { RoughViewStore } from '../rough/view-store.ts';
import type { ViewStorePlace } from './view-store.ts';

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
  const dir = await mkdtemp(join(tmpdir(), 'storied-views-'));
  let store = new EmbeddedViewStore(dir);
  return {
    store,
    reopen: async (offThread) => {
      await store.close();
      store = new EmbeddedViewStore(dir, offThread);
      return store;
    },
    remove: async () => {
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
}
