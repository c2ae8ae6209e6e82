import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openEngineRoom, type EngineRoom } from '../../app/engine-room.ts';
import { loadSecrets } from '../../app/secrets.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import { Projections } from '../../engine/projections/projections.ts';
import { projections } from '../../projectors/projections.ts';
import { makeLog } from '../log/make-log.ts';

/** What one step of `replay`, in a process of its own, came to. */
export type Outcome = { readonly events: number; readonly seconds: number; readonly peakMiB: number };

const [step, dir, count] = process.argv.slice(2) as [string, string, string];
const steps: Readonly<Record<string, (room: EngineRoom) => Promise<{ events: number; seconds: number }>>> = {
  make: (room) => timed(() => makeLog(room, Number(count), (events) => process.send!({ kind: 'progress', events }))),
  fill: (room) => withViews(room, (views) => timed(() => untilCaughtUp(views, room))),
  rebuild: (room) =>
    withViews(room, async (views) => {
      await untilCaughtUp(views, room);
      return timed(() => rebuildOrders(views, room));
    }),
};

if (step === 'fill') rmSync(join(dir, 'views'), { recursive: true, force: true });
const room = await openEngineRoom(dir, loadSecrets(dir, { jwtSecret: null, masterKey: null }).masterKey);
const result = await steps[step]!(room);
await room.close();
process.send!({ kind: 'done', ...result, peakMiB: process.resourceUsage().maxRSS / 1024 });
process.disconnect();

async function timed(work: () => Promise<number>): Promise<{ events: number; seconds: number }> {
  const start = performance.now();
  const events = await work();
  return { events, seconds: (performance.now() - start) / 1_000 };
}

async function withViews<Result>(
  { feed, views, parkedEvents: parked, registry }: EngineRoom,
  use: (views: Projections) => Promise<Result>,
): Promise<Result> {
  const services = { feed, views, parked, registry, clock: systemClock };
  const running = new Projections(projections, services);
  await running.start();
  try {
    return await use(running);
  } finally {
    await running.close();
  }
}

/** Answers how many events every view has read. */
async function untilCaughtUp(views: Projections, { feed }: EngineRoom): Promise<number> {
  const { position, events } = feed.head();
  const names = projections.map(({ name }) => name);
  while (position !== null && !(await views.waitFor(names, position, 1_000)));
  return events;
}

/** As an operator has it rebuilt: beside the one that serves, off the main thread, verified, then switched to. */
async function rebuildOrders(views: Projections, { feed }: EngineRoom): Promise<number> {
  await views.rebuild('orders');
  for (;;) {
    const job = (await views.show('orders'))!.rebuild!;
    if (job.state === 'live') return feed.head().events;
    if (job.state === 'failed') throw new Error(job.error);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
