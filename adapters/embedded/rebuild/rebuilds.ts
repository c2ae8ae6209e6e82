import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Brake } from '../writer/brake.ts';
import { messageOf } from '../../../engine/tools/message-of.ts';
import { Semaphore } from '../../../engine/tools/semaphore.ts';
import type { RequestsInFlight } from '../../../engine/tools/requests-in-flight.ts';
import type {
  BuildDigests,
  CatchUp,
  CatchUpOptions,
  OffThreadBuilds,
  TakeDigests,
} from '../../../engine/projections/ports/off-thread.ts';
import { wholeShare } from '../../../engine/projections/folding/share.ts';
import { BusyFlag } from './throttle.ts';
import { built, program } from './program.ts';
import type { DigestTask, FillTask, FromDigest, FromFill, ToDigest, ToFill } from './protocol.ts';

type RebuildsOptions = {
  readonly dir: string;
  readonly masterKey: Uint8Array;
  /** Address of the module that exports the `Folds` of the threads. */
  readonly folds: URL;
};

/** One core is the main thread's; the others may fold. */
const spareCores = availableParallelism() - 1;
/** Threads that share the keys of one build. */
const shares = Math.max(1, Math.min(spareCores, 4));
const fillsAtOnce = Math.max(2, spareCores);
const heapMiB = 512;

/** Fills builds in threads and verifies them in processes, a few at a time, so that this thread goes on serving. */
export class Rebuilds implements OffThreadBuilds {
  private readonly busy = new BusyFlag();
  /** Rebuilds are throttled meanwhile. */
  readonly requestsInFlight: RequestsInFlight = this.busy;
  private readonly fills = new Semaphore(fillsAtOnce);
  private readonly verifications = new Semaphore(1);

  constructor(private readonly options: RebuildsOptions) {}

  readonly catchUp: CatchUp = (projection, build, options) =>
    this.fills.take(options.signal, () => this.fill(projection, build, options));

  readonly takeDigests: TakeDigests = (projection, build, { discarded, signal }) =>
    this.verifications.take(signal, () => {
      const { dir, masterKey, folds } = this.options;
      const task = { dir, masterKey, folds: built(folds).href, projection, build, discarded };
      return digestsOf(task, this.busy, signal);
    });

  private async fill(projection: string, build: string, options: CatchUpOptions): Promise<void> {
    const { dir, masterKey, folds } = this.options;
    const { parked, discarded } = options;
    const brakes = Array.from({ length: shares }, () => new SharedArrayBuffer(4));
    const brake = new SharedArrayBuffer(4);
    const own = {
      dir,
      masterKey,
      folds: built(folds).href,
      projection,
      build,
      parked,
      discarded,
      busy: this.busy.shared,
    };
    const task: FillTask = { ...own, share: wholeShare, shares, brake, brakes };
    const stopAtExit = () => [brake, ...brakes].forEach((each) => new Brake(each).stop());
    process.on('exit', stopAtExit);
    try {
      await inThread(task, options);
    } finally {
      process.removeListener('exit', stopAtExit);
    }
  }
}

/** Resolves when the thread has closed the build and ended. */
async function inThread(task: FillTask, { park, signal, progress }: CatchUpOptions): Promise<void> {
  const thread = new Worker(program('fill-thread'), {
    workerData: task,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
  });
  const say = (message: ToFill) => thread.postMessage(message);
  const stop = () => say({ kind: 'stop' });
  let outcome: string | null = 'A filling thread has ended';
  thread.on('error', (error) => (outcome = error.message));
  thread.on('message', (message: FromFill) => {
    if (message.kind === 'progress') progress(message.events);
    else if (message.kind === 'park') {
      const { call } = message;
      park(message.poison).then(
        () => say({ kind: 'parked', call, error: null }),
        (error: unknown) => say({ kind: 'parked', call, error: messageOf(error) }),
      );
    } else outcome = message.kind === 'done' ? null : message.error;
  });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  await new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (outcome !== null) throw new Error(outcome);
}

async function digestsOf(task: DigestTask, busy: BusyFlag, signal: AbortSignal): Promise<BuildDigests> {
  const child = fork(program('digest-process'), { execArgv: [], serialization: 'advanced' });
  const stop = () => void child.kill('SIGKILL');
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, killedBy) => resolve(killedBy ?? String(code))),
  );
  const answers: FromDigest[] = [];
  child.on('message', (message) => answers.push(message as FromDigest));
  child.on('error', stop);
  const say = (message: ToDigest) => void (child.connected && child.send(message, () => undefined));
  say({ kind: 'take', task });
  const unfollow = busy.follow((isBusy) => say({ kind: 'busy', isBusy }));
  signal.addEventListener('abort', stop, { once: true });
  const how = await ended;
  unfollow();
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const [answer] = answers;
  if (answer === undefined) throw new Error(`The verifying process ended by ${how}`);
  if (answer.kind === 'failed') throw new Error(answer.error);
  return answer.digests;
}
