import { parentPort, workerData } from 'node:worker_threads';
import { openSnapshot } from '../views/snapshot.ts';
import { messageOf } from '../../../engine/tools/message-of.ts';
import { coldFold } from '../../../engine/projections/folding/cold-fold.ts';
import { addDigests, scanDigest } from '../../../engine/projections/folding/digest.ts';
import type { BuildDigests } from '../../../engine/projections/ports/off-thread.ts';
import { lowerPriority } from './lower-priority.ts';
import { Throttle } from './throttle.ts';
import type { DigestTask, FromDigest, Throttled } from './protocol.ts';
import { importFolds, openFoldSource } from './fold-source.ts';

/** Documents of a view that are folded in memory together; a larger one is folded share by share. */
const mostDocuments = 50_000;

const task = workerData as DigestTask & Throttled;
const { pause } = new Throttle(task.busy);
const send = (message: FromDigest) => parentPort!.postMessage(message);

lowerPriority();
await digests().then(
  (taken) => send({ kind: 'digests', digests: taken }),
  (error: unknown) => send({ kind: 'failed', error: messageOf(error) }),
);

async function digests(): Promise<BuildDigests> {
  const { documents, position, kept } = await read();
  const shares = Math.max(1, Math.ceil(documents / mostDocuments));
  const source = openFoldSource(await importFolds(task), task, pause);
  const parts: string[] = [];
  for (let index = 0; index < shares; index += 1) {
    const { discarded } = task;
    const share = { of: shares, index };
    parts.push(await coldFold(source.projection, source.log, { upTo: position, discarded, share, between: pause }));
  }
  await source.close();
  return { position, kept, cold: addDigests(...parts) };
}

async function read() {
  const snapshot = openSnapshot(task.dir, task.projection, task.build, pause);
  // Written at once, so none of the documents is ahead of it.
  const position = (await snapshot.checkpoint())?.position ?? null;
  const kept = await scanDigest(snapshot);
  snapshot.close();
  return { documents: snapshot.documents, position, kept };
}
