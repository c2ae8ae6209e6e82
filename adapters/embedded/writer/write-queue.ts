import { OutcomeUnknown, StoreUnavailable } from '../../../engine/log/event-store.ts';
import type { Write, WriteAnswer } from './protocol.ts';

/** More would let one transaction delay its first write too long. */
const mostWritesInBatch = 1_024;
const mostBytesInBatch = 8 * 1024 * 1024;

/** A caller that is this far ahead of the disk is refused rather than kept in memory. */
const mostWritesWaiting = 20_000;
const mostBytesWaiting = 64 * 1024 * 1024;

type Waiting = Write & {
  readonly bytes: number;
  resolve(result: unknown): void;
  reject(error: Error): void;
};

/** The writes of one file: one batch under way, the next one gathering behind it. */
export class WriteQueue {
  private waiting: Waiting[] = [];
  private bytesWaiting = 0;
  private underWay: readonly Waiting[] = [];
  private readonly send: (writes: readonly Write[]) => void;

  constructor(send: (writes: readonly Write[]) => void) {
    this.send = send;
  }

  get isIdle(): boolean {
    return this.underWay.length === 0;
  }

  add(write: Write): Promise<unknown> {
    const bytes = bytesOf(write.values);
    if (this.waiting.length >= mostWritesWaiting || this.bytesWaiting + bytes > mostBytesWaiting) {
      return Promise.reject(new StoreUnavailable('the store is overloaded'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ ...write, bytes, resolve, reject });
      this.bytesWaiting += bytes;
      this.sendNext();
    });
  }

  answer(answers: readonly WriteAnswer[]): void {
    const answered = this.underWay;
    this.underWay = [];
    // The next batch is on its way to the disk before this one's callers go on.
    this.sendNext();
    answered.forEach((write, index) => settle(write, answers[index]!));
  }

  refuseWaiting(error: () => Error): void {
    const refused = this.waiting;
    this.waiting = [];
    this.bytesWaiting = 0;
    for (const write of refused) write.reject(error());
  }

  failUnderWay(error: () => Error): void {
    const failed = this.underWay;
    this.underWay = [];
    for (const write of failed) write.reject(error());
  }

  private sendNext(): void {
    if (this.underWay.length > 0 || this.waiting.length === 0) return;
    let bytes = 0;
    let count = 0;
    for (const write of this.waiting) {
      if (count === mostWritesInBatch || (count > 0 && bytes + write.bytes > mostBytesInBatch)) break;
      bytes += write.bytes;
      count += 1;
    }
    this.underWay = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    this.bytesWaiting -= bytes;
    this.send(this.underWay.map(({ name, values }) => ({ name, values })));
  }
}

function settle(write: Waiting, answer: WriteAnswer): void {
  switch (answer.kind) {
    case 'done':
      return write.resolve(answer.result);
    case 'unavailable':
      return write.reject(new StoreUnavailable(answer.message));
    case 'unknown':
      return write.reject(new OutcomeUnknown(answer.message));
    case 'mistake':
      return write.reject(new Error(answer.message));
  }
}

/** Near enough for a bound: UTF-16 units of texts, bytes of blobs, 8 for anything else. */
function bytesOf(values: readonly unknown[]): number {
  let bytes = 0;
  for (const value of values) {
    if (typeof value === 'string') bytes += value.length;
    else if (value instanceof Uint8Array) bytes += value.byteLength;
    else if (Array.isArray(value)) bytes += bytesOf(value);
    else if (typeof value === 'object' && value !== null) bytes += bytesOf(Object.values(value));
    else bytes += 8;
  }
  return bytes;
}
