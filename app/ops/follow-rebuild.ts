import { setTimeout as pause } from 'node:timers/promises';
import type { RebuildJob } from '../../engine/projections/ports/projection-admin.ts';
import { showProgress } from '../progress.ts';
import type { ProgressOutput } from '../progress.ts';
import type { EngineAtHand } from './engine-at-hand.ts';

const askEveryMs = 200;

/** Shows a projection's rebuild until it ends, or until Ctrl-C. Answers the exit code: 130 after Ctrl-C. */
export async function followRebuild(engine: EngineAtHand, name: string, out: ProgressOutput): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  const bar = showProgress(name, 0, out);
  let isFilling = false;
  let isComparing = false;
  const show = ({ state, processed, total }: RebuildJob) => {
    if (isComparing) return;
    // The rate of one that was found comparing already is not known.
    if (isFilling || state !== 'verifying') bar.at(processed, total);
    isFilling = state !== 'verifying';
    if (isFilling) return;
    isComparing = true;
    bar.done();
    out.write(`${name}: all events are read; the new build is being compared with the log\n`);
  };
  try {
    const job = await untilEnded(engine, name, interrupted.signal, show);
    if (!isComparing) bar.done();
    return tell(engine, name, job, out);
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

/** The job as it ended; null when the signal came first. */
async function untilEnded(
  { projections }: EngineAtHand,
  name: string,
  signal: AbortSignal,
  show: (job: RebuildJob) => void,
): Promise<RebuildJob | null> {
  for (;;) {
    const job = (await projections.show(name))?.rebuild ?? null;
    if (job !== null) show(job);
    if (job !== null && !['booting', 'catching-up', 'verifying'].includes(job.state)) return job;
    await pause(askEveryMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return null;
  }
}

async function tell(engine: EngineAtHand, name: string, job: RebuildJob | null, out: ProgressOutput): Promise<number> {
  if (job === null) {
    out.write(
      engine.running
        ? `The rebuild goes on in the running shop; "projections status ${name}" shows it, "projections cancel ${name}" ends it.\n`
        : `Interrupted. The next start of the shop, or this command, goes on with the rebuild.\n`,
    );
    return 130;
  }
  const version = (await engine.projections.show(name))?.version;
  if (job.state === 'live') out.write(`${name}: rebuilt from ${job.total} events; version ${version} serves.\n`);
  else
    out.write(
      `${name}: the rebuild ended ${job.state}${job.error === undefined ? '' : `: ${job.error}`}; version ${version} serves.\n`,
    );
  return job.state === 'live' ? 0 : 1;
}
