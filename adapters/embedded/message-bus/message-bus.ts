import { join } from 'node:path';
import type { Consumer, ConsumerOptions, DeadLetter, Delivery } from '../../../engine/reactions/message-bus.ts';
import type { Message, MessageBus } from '../../../engine/reactions/message-bus.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';
import { DeadLetterConsumer } from './dead-letter-consumer.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { queueReads } from './queue-reads.ts';
import type { EarlierMessage } from './queue-reads.ts';

const sweepEveryMs = 60_000;
const sweepAtMost = 500;
const earlierAtOnce = 100;

/** Queues in durable.db: a publication is one transaction over every bound queue. */
export class EmbeddedMessageBus implements MessageBus {
  private readonly writer: Writing;
  private readonly file: SqliteFile;
  private readonly reads: ReturnType<typeof queueReads>;
  private readonly consumers = new Map<string, QueueConsumer>();
  private deadLetters: DeadLetterConsumer | null = null;
  private readonly sweeper: NodeJS.Timeout;

  constructor(dir: string, writer: Writing) {
    this.writer = writer;
    this.file = new SqliteFile(join(dir, 'durable.db'), 'read-only');
    this.reads = queueReads(this.file);
    this.sweeper = setInterval(() => void this.sweep(), sweepEveryMs).unref();
  }

  async declare({ queue, bindings }: Pick<ConsumerOptions, 'queue' | 'bindings'>): Promise<void> {
    await this.writer.write('durable', 'declareQueue', queue, bindings);
  }

  /** A queue that had the id in the last seven days drops the repetition: more than the port promises. */
  async publish({ id, position, routingKey, body }: Message): Promise<void> {
    const text = JSON.stringify(body);
    const queues = await this.writer.write('durable', 'publishMessage', id, routingKey, text, position);
    for (const queue of queues) this.consumers.get(queue)?.wake();
  }

  /** One consumer a queue: its concurrency is the queue's. */
  async consume(options: ConsumerOptions, handle: (delivery: Delivery) => Promise<void>): Promise<Consumer> {
    const { queue } = options;
    if (this.consumers.has(queue)) throw new Error(`the queue ${queue} has a consumer already`);
    const consumer = new QueueConsumer(options, handle, {
      due: (now, limit) => this.reads.due(queue, now, limit),
      nextDue: (now) => this.reads.nextDue(queue, now),
      settle: ({ number }) => this.writer.write('durable', 'settleMessage', number),
      retry: ({ number }, dueAt, error) => this.writer.write('durable', 'retryMessage', number, dueAt, error),
      bury: async ({ number }, error) => {
        await this.writer.write('durable', 'buryMessage', number, new Date().toISOString(), error);
        this.deadLetters?.wake();
      },
    });
    this.consumers.set(queue, consumer);
    await this.declare(options);
    consumer.wake();
    return {
      close: async () => {
        await consumer.close();
        if (this.consumers.get(queue) === consumer) this.consumers.delete(queue);
      },
    };
  }

  /** One consumer for all of them. */
  async consumeDeadLetters(handle: (letter: DeadLetter) => Promise<void>): Promise<Consumer> {
    if (this.deadLetters !== null) throw new Error('dead letters have a consumer already');
    const consumer = new DeadLetterConsumer(
      {
        dead: (limit) => this.reads.dead(limit),
        remove: ({ number }) => this.writer.write('durable', 'removeMessage', number),
      },
      handle,
    );
    this.deadLetters = consumer;
    consumer.wake();
    return {
      close: async () => {
        await consumer.close();
        if (this.deadLetters === consumer) this.deadLetters = null;
      },
    };
  }

  /**
   * Writes anew what an earlier release left in the queues; null: it tells of nothing. Before anything is consumed.
   * Safe to repeat.
   */
  async rewriteEarlier(anew: (message: EarlierMessage['message']) => Promise<Message | null>): Promise<void> {
    let last = 0;
    for (
      let page = this.reads.earlier(0, earlierAtOnce);
      page.length > 0;
      page = this.reads.earlier(last, earlierAtOnce)
    ) {
      for (const { number, message } of page) {
        const today = await anew(message);
        if (today === null) await this.writer.write('durable', 'removeMessage', number);
        else await this.writer.write('durable', 'rewriteMessage', number, JSON.stringify(today.body), today.position);
        last = number;
      }
    }
    if (last > 0) await this.writer.truncateLog('durable');
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.close()));
    await this.deadLetters?.close();
    this.consumers.clear();
    this.file.close();
  }

  private async sweep(): Promise<void> {
    try {
      while ((await this.writer.write('durable', 'sweepMessages', sweepAtMost)) >= sweepAtMost);
      this.deadLetters?.wake();
    } catch {
      // Nothing is lost by keeping them longer; the next sweep removes them.
    }
  }
}
