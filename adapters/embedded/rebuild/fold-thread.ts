import { parentPort, workerData } from 'node:worker_threads';
import { openViewBuild } from '../views/view-store.ts';
import { Brake } from '../writer/brake.ts';
import { messageOf } from '../../../engine/tools/message-of.ts';
import { ParkedKeys } from '../../../engine/projections/folding/parked-keys.ts';
import { ShareFold } from '../../../engine/projections/folding/share-fold.ts';
import { lowerPriority } from './lower-priority.ts';
import { batch, Throttle } from './throttle.ts';
import type { Folds, FoldTask, FromFold, ToFold } from './protocol.ts';
import { importFolds, openFoldSource } from './fold-source.ts';

/** Folds a share of the keys for the thread that fills the build. */
const task = workerData as FoldTask;
const brake = new Brake(task.brake);
const { pause } = new Throttle(task.busy);
const answer = (message: FromFold) => parentPort!.postMessage(message);

lowerPriority();
const opened = importFolds(task).then((folds) => brake.during(async () => open(folds)));
opened.catch(() => undefined);

function open(folds: Folds) {
  const source = openFoldSource(folds, task, pause);
  const { projection, log } = source;
  const build = openViewBuild(task.dir, projection, task.build);
  const parked = new ParkedKeys(task.parked, task.discarded);
  const share = new ShareFold({ projection, share: task.share, log, build, parked, batch });
  const closeAll = async () => {
    await build.close();
    await source.close();
  };
  return { share, closeAll };
}

parentPort!.on('message', (message: ToFold) => void receive(message));

async function receive(message: ToFold): Promise<void> {
  if (message.kind === 'fold') {
    const { call, after, upTo } = message;
    try {
      const { share } = await opened;
      const folded = await brake.during(() => share.fold(after, upTo));
      answer({ kind: 'folded', call, folded });
    } catch (error) {
      answer({ kind: 'failed', call, error: messageOf(error) });
    }
  } else if (message.kind === 'saved') {
    (await opened).share.saved(message.position);
  } else {
    await opened.then(({ closeAll }) => brake.during(closeAll)).catch(() => undefined);
    parentPort!.close();
  }
}
