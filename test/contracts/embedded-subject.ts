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

/** The same for an adapter that keeps everything in memory. */
export function memorySubject<Port extends { close(): Promise<void> }>(make: () => Port): OpenSubject<Port> {
  return async () => {
    const port = make();
    return { port, dispose: () => port.close() };
  };
}
