import { openSnapshot } from '../../adapters/embedded/views/snapshot.ts';
import { messageOf } from '../../engine/log-feed-decoding.ts';
import { coldFold } from '../../engine/projections/cold-fold.ts';
import { addDigests, emptyDigest, scanDigest } from '../../engine/projections/digest.ts';
import type { BuildDigests } from '../../engine/projections/off-thread.ts';
import { giveWay } from './background.ts';
import type { DigestTask, FromDigest } from './protocol.ts';
import { openReadingRoom } from './reading-room.ts';

/** Documents of a view that are folded in memory together; a larger one is folded share by share. */
const mostDocuments = 50_000;

const send = (message: FromDigest) => process.send!(message, () => process.disconnect());

giveWay();
process.once('message', (task: DigestTask) => {
  digestsOf(task).then(
    (digests) => send({ kind: 'digests', digests }),
    (error: unknown) => send({ kind: 'failed', error: messageOf(error) }),
  );
});
// Nobody waits for the answer any more.
process.once('disconnect', () => process.exit());

async function digestsOf(task: DigestTask): Promise<BuildDigests> {
  const { documents, position, checkpoint, kept } = await read(task);
  const shares = Math.max(1, Math.ceil(documents / mostDocuments));
  const room = openReadingRoom(task);
  const parts: string[] = [];
  for (let index = 0; index < shares; index += 1) {
    const { discarded } = task;
    parts.push(await coldFold(room.projection, room.log, { upTo: position, discarded, share: { of: shares, index } }));
  }
  await room.close();
  return { position, checkpoint, kept, cold: addDigests(...parts) };
}

async function read({ dir, projection, build }: DigestTask) {
  const snapshot = openSnapshot(dir, projection, build);
  const saved = await snapshot.checkpoint();
  const kept = await scanDigest(snapshot);
  snapshot.close();
  const { position, digest } = saved ?? { position: null, digest: emptyDigest };
  return { documents: snapshot.documents, position, checkpoint: digest, kept };
}
