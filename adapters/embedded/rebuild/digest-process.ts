import { Worker } from 'node:worker_threads';
import { messageOf } from '../../../engine/tools/message-of.ts';
import { giveWay } from './lower-priority.ts';
import { putUp } from './throttle.ts';
import { program } from './program.ts';
import type { DigestTask, FromDigest, Signed, ToDigest } from './protocol.ts';

/** Has a thread take the digests, and tells it of what no memory is shared: whether somebody is served. */
const sign = new SharedArrayBuffer(4);
const send = (message: FromDigest) => process.send!(message, () => process.disconnect());

giveWay();
process.on('message', (message: ToDigest) => {
  if (message.kind === 'take') take(message.task);
  else putUp(new Int32Array(sign), message.isServing);
});
// A terminal tells them to everybody; the shop says itself when it needs the answer no more.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
// Nobody waits for the answer any more.
process.once('disconnect', () => process.exit());

function take(task: DigestTask): void {
  const workerData: DigestTask & Signed = { ...task, sign };
  const thread = new Worker(program('digest-thread'), { workerData, execArgv: [] });
  thread.once('message', send);
  thread.once('error', (error) => send({ kind: 'failed', error: messageOf(error) }));
}
