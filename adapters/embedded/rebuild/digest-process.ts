import { Worker } from 'node:worker_threads';
import { messageOf } from '../../../engine/tools/message-of.ts';
import { lowerPriority } from './lower-priority.ts';
import { setFlag } from './throttle.ts';
import { program } from './program.ts';
import type { DigestTask, FromDigest, Throttled, ToDigest } from './protocol.ts';

/** Has a thread take the digests, and sets the flag for it: no memory is shared with the process that serves. */
const busy = new SharedArrayBuffer(4);
const send = (message: FromDigest) => process.send!(message, () => process.disconnect());

lowerPriority();
process.on('message', (message: ToDigest) => {
  if (message.kind === 'take') take(message.task);
  else setFlag(new Int32Array(busy), message.isBusy);
});
// A terminal tells them to everybody; the shop says itself when it needs the answer no more.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
// Nobody waits for the answer any more.
process.once('disconnect', () => process.exit());

function take(task: DigestTask): void {
  const workerData: DigestTask & Throttled = { ...task, busy };
  const thread = new Worker(program('digest-thread'), { workerData, execArgv: [] });
  thread.once('message', send);
  thread.once('error', (error) => send({ kind: 'failed', error: messageOf(error) }));
}
