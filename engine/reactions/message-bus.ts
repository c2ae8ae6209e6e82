import type { JsonObject } from '../log/json.ts';

export type Message = {
  /** The id of the event it tells of; a repeated publication has the same one. */
  readonly id: string;
  /** `{service}.{entity}.{action}`, as `order.order.created`. */
  readonly routingKey: string;
  readonly body: JsonObject;
  /** The user of whom the body tells something personal, if it does. */
  readonly subject?: string;
};

/** The message tells something personal of somebody who was purged: make it again, without. */
export class SubjectPurged extends Error {
  override readonly name = 'SubjectPurged';
}

export type Delivery = { readonly message: Message; /** From 1. */ readonly attempt: number };

export type ConsumerOptions = {
  /** The durable queue's name, one a consumer. */
  readonly queue: string;
  /** Topic patterns as RabbitMQ's: `*` one word, `#` any. */
  readonly bindings: readonly string[];
  readonly concurrency: number;
  /** Milliseconds to wait before attempt 2, 3, …; after the last one fails the message goes to the dead letters. */
  readonly backoffMs: readonly number[];
};

export type DeadLetter = {
  readonly message: Message;
  readonly queue: string;
  readonly error: string;
  readonly attempts: number;
  readonly at: string;
};

/** Topic exchange `ecommerce.events` with a durable queue per consumer. At least once, in no promised order. */
export interface MessageBus {
  /** Declares a consumer's queue, so that messages published before it runs are kept for it. */
  declare(options: Pick<ConsumerOptions, 'queue' | 'bindings'>): Promise<void>;
  /** Answers when the message is durable in every bound queue (publisher confirm). Throws SubjectPurged. */
  publish(message: Message): Promise<void>;
  /** A handler that returns acknowledges; one that throws has the message again after the back-off. */
  consume(options: ConsumerOptions, handle: (delivery: Delivery) => Promise<void>): Promise<{ close(): Promise<void> }>;
  deadLetters(queue: string): Promise<readonly DeadLetter[]>;
  /**
   * Removes every message that tells something personal of a user, waiting or dead, and takes none any more. Answers
   * when those in hand are done with too. Safe to repeat.
   */
  purge(subject: string): Promise<void>;
  close(): Promise<void>;
}
