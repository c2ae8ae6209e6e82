import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { OutcomeUnknown, StoreUnavailable } from '../../../engine/log/event-store.ts';
import { Brake } from './brake.ts';
import { lanes } from './lanes.ts';
import type { Lane, Writes } from './lanes.ts';
import { truncateLog } from './protocol.ts';
import type { FromThread, ThreadData, ToThread } from './protocol.ts';
import { WriteQueue } from './write-queue.ts';

/**
 * The way to the writer thread. Writes to one file gather while a batch of it is under way and then go as one batch
 * (group commit). Every promise settles: with the result once the commit is synced, or with StoreUnavailable (nothing
 * was written) or OutcomeUnknown (the thread died, or the disk failed, half-way).
 */
export class Writer {
  private readonly queues = new Map<Lane, WriteQueue>();
  private readonly brake: Brake;
  private readonly thread: Worker;
  private readonly ended: Promise<void>;
  private readonly stopAtExit = () => this.brake.stop();
  private endedBecause: string | null = null;

  private constructor(dir: string) {
    const shared = new SharedArrayBuffer(4);
    this.brake = new Brake(shared);
    const workerData: ThreadData = { dir, brake: shared };
    // Flags of the process (`--eval`, `--inspect-brk`) are not for the thread.
    this.thread = new Worker(threadFile(), { workerData, execArgv: [] });
    for (const lane of Object.keys(lanes) as Lane[]) {
      this.queues.set(lane, new WriteQueue((writes) => this.post({ kind: 'batch', lane, writes })));
    }
    this.ended = new Promise((resolve) => this.thread.once('exit', () => resolve()));
    this.thread.on('error', (error) => this.end(`the writer thread failed: ${error.message}`));
    this.thread.on('exit', () => this.end('the writer thread has ended'));
    process.on('exit', this.stopAtExit);
  }

  /** Opens (or makes) the files of a data folder. Throws StoreUnavailable when that cannot be done. */
  static async open(dir: string): Promise<Writer> {
    const writer = new Writer(dir);
    await new Promise<void>((resolve, reject) => {
      writer.thread.once('error', reject);
      writer.thread.once('exit', () => reject(new StoreUnavailable('the writer thread ended at its start')));
      writer.thread.on('message', (message: FromThread) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'cannot-open') reject(new StoreUnavailable(message.message));
        else writer.answer(message);
      });
    }).catch(async (error: unknown) => {
      await writer.close();
      throw error;
    });
    writer.restIfIdle();
    return writer;
  }

  /** Asks for one write and answers its result when it is durable. */
  async write<L extends Lane, Name extends keyof Writes<L> & string>(
    lane: L,
    name: Name,
    ...values: Writes<L>[Name] extends (...values: infer Values) => unknown ? Values : never
  ): Promise<Writes<L>[Name] extends (...values: never) => infer Result ? Result : never> {
    return (await this.enqueue(lane, name, values)) as never;
  }

  /** Empties a file's write-ahead log after everything asked before. */
  async truncateLog(lane: Lane): Promise<void> {
    await this.enqueue(lane, truncateLog, []);
  }

  /** Lets the writes under way finish, closes the files and ends the thread; waiting and later writes are refused. */
  async close(): Promise<void> {
    this.refuse('the store is closed');
    this.post({ kind: 'close' });
    await this.ended;
    process.removeListener('exit', this.stopAtExit);
  }

  private enqueue(lane: Lane, name: string, values: readonly unknown[]): Promise<unknown> {
    if (this.endedBecause !== null) return Promise.reject(new StoreUnavailable(this.endedBecause));
    return this.queues.get(lane)!.add({ name, values });
  }

  private answer({ lane, answers }: Extract<FromThread, { kind: 'answers' }>): void {
    this.queues.get(lane)!.answer(answers);
    this.restIfIdle();
  }

  private post(message: ToThread): void {
    this.thread.ref();
    this.thread.postMessage(message);
  }

  /** An idle thread does not keep a process alive whose start failed elsewhere. */
  private restIfIdle(): void {
    if ([...this.queues.values()].every((queue) => queue.isIdle)) this.thread.unref();
  }

  private refuse(why: string): void {
    this.endedBecause ??= why;
    for (const queue of this.queues.values()) queue.refuseWaiting(() => new StoreUnavailable(why));
  }

  private end(why: string): void {
    this.refuse(why);
    for (const queue of this.queues.values()) queue.failUnderWay(() => new OutcomeUnknown(why));
  }
}

/** What the adapters of the ports need of it. */
export type Writing = Pick<Writer, 'write' | 'truncateLog'>;

/**
 * The thread runs built JavaScript. From dist/ that is the file beside this one; under Jest, whose transform does not
 * reach worker threads (and Node 20 cannot strip types), it is the one that `npm run build` made of the same source.
 */
function threadFile(): string {
  const built = import.meta.url.endsWith('.ts')
    ? new URL('../../../dist/adapters/embedded/writer/writer-thread.js', import.meta.url)
    : new URL('./writer-thread.js', import.meta.url);
  const file = fileURLToPath(built);
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" first`);
  return file;
}
