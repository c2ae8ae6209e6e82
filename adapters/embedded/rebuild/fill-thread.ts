import { parentPort, workerData } from 'node:worker_threads';
import { openViewBuild } from '../views/view-store.ts';
import { Brake } from '../writer/brake.ts';
import { yieldTurn } from '../../../engine/tools/yield-turn.ts';
import { messageOf } from '../../../engine/tools/message-of.ts';
import { fillBuild } from '../../../engine/projections/rebuild/fill-build.ts';
import type { Poison } from '../../../engine/feed/parked-events.ts';
import { ParkedKeys } from '../../../engine/projections/folding/parked-keys.ts';
import { ShareFold } from '../../../engine/projections/folding/share-fold.ts';
import type { FoldsShare } from '../../../engine/projections/folding/share-fold.ts';
import { wholeShare } from '../../../engine/projections/folding/share.ts';
import type { ViewBuild } from '../../../engine/projections/ports/view-store.ts';
import { lowerPriority } from './lower-priority.ts';
import { foldThreads } from './fold-threads.ts';
import { batch, Throttle } from './throttle.ts';
import type { FillTask, FromFill, ToFill } from './protocol.ts';
import { importFolds, openFoldSource } from './fold-source.ts';
import type { FoldSource } from './fold-source.ts';

/** Fills a build of a view, whose file nobody else has open, and ends. */
const task = workerData as FillTask;
const brake = new Brake(task.brake);
const { pause } = new Throttle(task.busy);
const stop = new AbortController();
const parking = new Map<number, (error: string | null) => void>();
const send = (message: FromFill) => parentPort!.postMessage(message);

parentPort!.on('message', (message: ToFill) => {
  if (message.kind === 'stop') stop.abort();
  else parking.get(message.call)?.(message.error);
});

lowerPriority();
await fill().then(
  () => send({ kind: 'done' }),
  (error: unknown) => send({ kind: 'failed', error: messageOf(error) }),
);
parentPort!.close();

async function fill(): Promise<void> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const folds = await importFolds(task);
    const source = await brake.during(async () => openFoldSource(folds, task, pause));
    closing.push(() => source.close());
    const view = await brake.during(async () => openViewBuild(task.dir, source.projection, task.build, pause));
    closing.push(() => view.close());
    const build = guarded(view);
    await fillBuild({
      build,
      parking: { park },
      shares: openShares(source, build, closing),
      log: source.eventStore,
      signal: stop.signal,
      progress: tell,
    });
  } finally {
    for (const close of closing.reverse()) await brake.during(close);
  }
}

function openShares(source: FoldSource, build: ViewBuild, closing: (() => Promise<void>)[]): readonly FoldsShare[] {
  if (task.shares > 1) {
    const threads = foldThreads(task);
    closing.push(async () => void (await Promise.all(threads.map((thread) => thread.close()))));
    return threads;
  }
  const { projection, log } = source;
  const read: typeof log.read = (after, limit, handles) => brake.during(() => log.read(after, limit, handles));
  return [
    new ShareFold({
      projection,
      share: wholeShare,
      log: { read },
      build,
      parked: new ParkedKeys(task.parked, task.discarded),
      batch,
    }),
  ];
}

/** Tells the progress, and listens. */
function tell(events: number): Promise<void> {
  send({ kind: 'progress', events });
  return yieldTurn();
}

/** The main thread keeps it and says so. */
function park(poison: Poison): Promise<void> {
  const call = parking.size + 1;
  return new Promise((resolve, reject) => {
    parking.set(call, (error) => (error === null ? resolve() : reject(new Error(error))));
    send({ kind: 'park', call, poison });
  });
}

function guarded(view: ViewBuild): ViewBuild {
  return {
    name: view.name,
    build: view.build,
    checkpoint: () => brake.during(() => view.checkpoint()),
    load: (ids) => brake.during(() => view.load(ids)),
    idsWith: (field, value) => brake.during(() => view.idsWith(field, value)),
    write: (documents, checkpoint) => brake.during(() => view.write(documents, checkpoint)),
    scan: (after, limit) => brake.during(() => view.scan(after, limit)),
  };
}
