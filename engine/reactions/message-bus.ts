import type { JsonObject } from '../log/json.ts';
import type { Position } from '../log/position.ts';

export type Message = {
  /** The id of the event it tells of; a repeated publication has the same one. */
  readonly id: string;
  /** Where that event stands in the log: there the message can be made again. */
  readonly position: Position;
  /** `{service}.{entity}.{action}`, as `order.order.created`. */
  readonly routingKey: string;
  /** Personal fields are sealed: no copy of a message can be called back. */
  readonly body: JsonObject;
};

export type Delivery = {
  readonly message: Message;
  /** From 1. One that its consumer did not live to answer is not counted. */
  readonly attempt: number;
};

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
  /** What the last handler threw, or why the bus gave the message up. */
  readonly error: string;
  readonly attempts: number;
  readonly at: string;
};

export type Consumer = {
  /** Takes no more; answers when the handlers at work are done. */
  close(): Promise<void>;
};

/**
 * Topic exchange `ecommerce.events` with a durable queue per consumer. What is published is delivered at least once, in
 * no promised order; who must not act twice recognises repetitions by `id`. Nothing is listed and nothing called back.
 */
export interface MessageBus {
  /** Declares a consumer's queue, so that messages published before it runs are kept for it. */
  declare(options: Pick<ConsumerOptions, 'queue' | 'bindings'>): Promise<void>;
  /**
   * Answers when the message is durable in every bound queue (publisher confirm). Throws StoreUnavailable, or
   * OutcomeUnknown when no confirm came: it lies in none, some or all of them, and is to be published again.
   */
  publish(message: Message): Promise<void>;
  /**
   * A handler that returns acknowledges; one that throws has the message again after the back-off. What it throws is
   * kept as text beside the message, unsealed: it must not quote anything personal. A message whose consumer died
   * comes again; one that nobody answers again and again, or took within seven days, becomes a dead letter.
   */
  consume(options: ConsumerOptions, handle: (delivery: Delivery) => Promise<void>): Promise<Consumer>;
  /** The dead letters of every queue, at least once each. A handler that returns has them removed. */
  consumeDeadLetters(handle: (letter: DeadLetter) => Promise<void>): Promise<Consumer>;
  close(): Promise<void>;
}
