import { openEmbedded } from '../../adapters/embedded/embedded.ts';
import type { Embedded } from '../../adapters/embedded/embedded.ts';
import type { OpenSubject } from './subject.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export const testMasterKey = Buffer.alloc(32, 7);

/** The embedded adapter of one port on a data folder of its own. */
export function embeddedSubject<Port>(choose: (embedded: Embedded) => Port): OpenSubject<Port> {
  return async () => {
    const dir = temporaryFolder();
    let embedded = await openEmbedded({ dir, masterKey: testMasterKey });
    return {
      port: choose(embedded),
      reopen: async () => {
        await embedded.close();
        embedded = await openEmbedded({ dir, masterKey: testMasterKey });
        return choose(embedded);
      },
      dispose: () => embedded.close(),
    };
  };
}

/** The same for an adapter in memory: after a restart it is a new object over what the old one kept. */
export function memorySubject<Kept, Port extends { close(): Promise<void> | void }>(
  empty: () => Kept,
  openOn: (kept: Kept) => Port,
): OpenSubject<Port> {
  return async () => {
    const kept = empty();
    let port = openOn(kept);
    return {
      port,
      reopen: async () => {
        await port.close();
        port = openOn(kept);
        return port;
      },
      dispose: async () => port.close(),
    };
  };
}
