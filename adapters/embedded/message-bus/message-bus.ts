import { join } from 'node:path';
import type {
  ConsumerOptions,
  DeadLetter,
  Delivery,
  Message,
  MessageBus,
} from '../../../engine/reactions/message-bus.ts';
import { SubjectPurged } from '../../../engine/reactions/message-bus.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { queueReads } from './queue-reads.ts';

const sweepEveryMs = 60_000;
const sweepAtMost = 500;

/** Queues in durable.db: a publication is one transaction over every bound queue. */
export class EmbeddedMessageBus implements MessageBus {
  private readonly writer: Writing;
  private readonly file: SqliteFile;
  private readonly reads: ReturnType<typeof queueReads>;
  private readonly consumers = new Map<string, QueueConsumer>();
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

  async publish({ id, routingKey, body, subject }: Message): Promise<void> {
    const text = JSON.stringify(body);
    const queues = await this.writer.write('durable', 'publishMessage', id, routingKey, text, subject ?? null);
    if (queues === null) throw new SubjectPurged('the message tells of somebody who was purged');
    for (const queue of queues) this.consumers.get(queue)?.wake();
  }

  /** One consumer a queue: its concurrency is the queue's. */
  async consume(
    options: ConsumerOptions,
    handle: (delivery: Delivery) => Promise<void>,
  ): Promise<{ close(): Promise<void> }> {
    const { queue } = options;
    if (this.consumers.has(queue)) throw new Error(`the queue ${queue} has a consumer already`);
    const consumer = new QueueConsumer(options, handle, {
      due: (now, limit) => this.reads.due(queue, now, limit),
      nextDue: (now) => this.reads.nextDue(queue, now),
      settle: ({ number }) => this.writer.write('durable', 'settleMessage', number),
      retry: ({ number }, dueAt, error) => this.writer.write('durable', 'retryMessage', number, dueAt, error),
      bury: ({ number }, error) => this.writer.write('durable', 'buryMessage', number, new Date().toISOString(), error),
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

  async deadLetters(queue: string): Promise<readonly DeadLetter[]> {
    return this.reads.dead(queue);
  }

  async purge(subject: string): Promise<void> {
    await this.writer.write('durable', 'purgeMessages', subject);
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.doneWith(subject)));
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.close()));
    this.consumers.clear();
    this.file.close();
  }

  private async sweep(): Promise<void> {
    try {
      while ((await this.writer.write('durable', 'sweepMessages', sweepAtMost)) === sweepAtMost);
    } catch {
      // Nothing is lost by keeping them longer; the next sweep removes them.
    }
  }
}
