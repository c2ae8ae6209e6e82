import { Worker } from 'node:worker_threads';
import type { Position } from '../../../engine/log/position.ts';
import type { Folded, FoldsShare } from '../../../engine/projections/folding/share-fold.ts';
import { program } from './program.ts';
import type { FillTask, FoldTask, FromFold, ToFold } from './protocol.ts';

/** A share that a thread of its own folds. */
class FoldThread implements FoldsShare {
  private readonly thread: Worker;
  private readonly ended: Promise<void>;
  private readonly waiting = new Map<number, { resolve(folded: Folded): void; reject(error: Error): void }>();
  private calls = 0;

  constructor(task: FoldTask) {
    this.thread = new Worker(program('fold-thread'), { workerData: task, execArgv: [] });
    this.ended = new Promise((resolve) => this.thread.once('exit', () => resolve()));
    this.thread.on('message', (message: FromFold) => this.answer(message));
    this.thread.on('error', (error) => this.fail(error));
    this.thread.on('exit', () => this.fail(new Error('A folding thread has ended')));
  }

  fold(after: Position | null, upTo: Position): Promise<Folded> {
    this.calls += 1;
    const call = this.calls;
    return new Promise((resolve, reject) => {
      this.waiting.set(call, { resolve, reject });
      this.send({ kind: 'fold', call, after, upTo });
    });
  }

  saved(position: Position): void {
    this.send({ kind: 'saved', position });
  }

  async close(): Promise<void> {
    this.send({ kind: 'close' });
    await this.ended;
  }

  private answer(message: FromFold): void {
    const waiting = this.waiting.get(message.call);
    this.waiting.delete(message.call);
    if (message.kind === 'folded') waiting?.resolve(message.folded);
    else waiting?.reject(new Error(message.error));
  }

  private fail(error: Error): void {
    for (const waiting of this.waiting.values()) waiting.reject(error);
    this.waiting.clear();
  }

  private send(message: ToFold): void {
    this.thread.postMessage(message);
  }
}

/** Threads that fold all keys together, each with a brake of its own. */
export function foldThreads({ shares, brakes, ...task }: FillTask): readonly FoldThread[] {
  return brakes.map((brake, index) => new FoldThread({ ...task, brake, share: { of: shares, index } }));
}
