import { topicMatches } from '../../adapters/embedded/message-bus/topic.ts';
import { OutcomeUnknown } from '../../engine/log/event-store.ts';
import type { Consumer, ConsumerOptions, DeadLetter, Delivery } from '../../engine/reactions/message-bus.ts';
import type { Message, MessageBus } from '../../engine/reactions/message-bus.ts';
import { randomFrom } from './random.ts';

/** How often (0 to 1) the bus is rude, all drawn from `seed`. */
export type BusManners = {
  readonly seed?: number;
  /** The acknowledgement is lost: an acknowledged message comes again. */
  readonly acksLost?: number;
  /** The publication is taken, its confirm lost. */
  readonly confirmsLost?: number;
  /** The publication never arrives, nor does a confirm. */
  readonly publicationsLost?: number;
};

/** A message, or a dead letter, as text: what comes out is parsed JSON, never the object that went in. */
type Queued = { readonly text: string; attempt: number; unanswered: number; due: number };
type Queue = { bindings: readonly string[]; readonly messages: Set<Queued> };
/** What outlives the process. */
export type KeptQueues = { readonly queues: Map<string, Queue>; readonly dead: Set<Queued> };
export const noQueues = (): KeptQueues => ({ queues: new Map(), dead: new Set() });

const deadLetters = 'dead letters';
const waiting = (content: object): Queued => ({ text: JSON.stringify(content), attempt: 1, unanswered: 0, due: 0 });

/** A bus in memory with RabbitMQ's manners: what works on it, works on the real one. */
export class RoughMessageBus implements MessageBus {
  /** How often a message may be left unanswered by a consumer that died. */
  readonly deliveryLimit = 3;
  /** How often the bus was rude in each way so far. */
  readonly went = { acksLost: 0, confirmsLost: 0, publicationsLost: 0 };
  private readonly random: () => number;
  private readonly channels = new Map<string, Channel>();

  constructor(
    private readonly manners: BusManners = {},
    private readonly kept: KeptQueues = noQueues(),
  ) {
    this.random = randomFrom(manners.seed ?? 1);
  }

  async declare({ queue, bindings }: Pick<ConsumerOptions, 'queue' | 'bindings'>): Promise<void> {
    const { messages } = this.kept.queues.get(queue) ?? { messages: new Set<Queued>() };
    this.kept.queues.set(queue, { bindings, messages });
  }

  async publish(message: Message): Promise<void> {
    if (this.isRude('publicationsLost')) throw new OutcomeUnknown('The rough bus never got the message');
    for (const [name, { bindings, messages }] of this.kept.queues) {
      if (!bindings.some((each) => topicMatches(each, message.routingKey))) continue;
      messages.add(waiting(message));
      this.channels.get(name)?.wake();
    }
    if (this.isRude('confirmsLost')) throw new OutcomeUnknown('The rough bus lost its confirm');
  }

  async consume(options: ConsumerOptions, handle: (delivery: Delivery) => Promise<void>): Promise<Consumer> {
    await this.declare(options);
    const { queue, concurrency, backoffMs } = options;
    const { messages } = this.kept.queues.get(queue)!;
    return this.open(
      queue,
      messages,
      concurrency,
      (queued, failure) => {
        if (failure === null) return void messages.delete(queued);
        const wait = backoffMs[queued.attempt - 1];
        if (wait === undefined) return this.bury(queue, queued, failure);
        queued.attempt += 1;
        queued.due = Date.now() + wait;
      },
      ({ text, attempt }) => handle({ message: JSON.parse(text) as Message, attempt }),
    );
  }

  async consumeDeadLetters(handle: (letter: DeadLetter) => Promise<void>): Promise<Consumer> {
    const { dead } = this.kept;
    return this.open(
      deadLetters,
      dead,
      1,
      (queued, failure) => {
        if (failure === null) dead.delete(queued);
      },
      ({ text }) => handle(JSON.parse(text) as DeadLetter),
    );
  }

  /** The connection of a queue's consumer breaks: what it has in hand comes again, and its answers go nowhere. */
  breakOff(queue: string): void {
    const channel = this.channels.get(queue)!;
    this.channels.delete(queue);
    for (const queued of channel.breakOff()) {
      queued.unanswered += 1;
      if (queued.unanswered > this.deliveryLimit) this.bury(queue, queued, 'delivery_limit');
    }
  }

  /** Nothing waits, and no dead letter does. */
  get isEmpty(): boolean {
    return this.kept.dead.size === 0 && [...this.kept.queues.values()].every(({ messages }) => messages.size === 0);
  }

  async close(): Promise<void> {
    await Promise.all([...this.channels.values()].map((channel) => channel.close()));
  }

  private open(
    name: string,
    messages: Set<Queued>,
    concurrency: number,
    answered: (queued: Queued, failure: string | null) => void,
    deliver: (queued: Queued) => Promise<void>,
  ): Consumer {
    const channel = new Channel(messages, concurrency, this.random, async (queued) => {
      const failure = await failureOf(() => deliver(queued));
      return () => {
        queued.unanswered = 0;
        if (failure !== null || !this.isRude('acksLost')) answered(queued, failure);
      };
    });
    this.channels.set(name, channel);
    channel.wake();
    return channel;
  }

  private bury(queue: string, queued: Queued, error: string): void {
    this.kept.queues.get(queue)!.messages.delete(queued);
    const message = JSON.parse(queued.text) as Message;
    const letter: DeadLetter = { message, queue, error, attempts: queued.attempt, at: new Date().toISOString() };
    this.kept.dead.add(waiting(letter));
    this.channels.get(deadLetters)?.wake();
  }

  private isRude(how: keyof typeof this.went): boolean {
    const rude = this.random() < (this.manners[how] ?? 0);
    if (rude) this.went[how] += 1;
    return rude;
  }
}

/** One consumer's channel: takes what is due in any order, as many side by side as it may. */
class Channel implements Consumer {
  private readonly inHand = new Map<Queued, Promise<void>>();
  private isOpen = true;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly messages: ReadonlySet<Queued>,
    private readonly concurrency: number,
    private readonly random: () => number,
    /** Delivers; what it answers is the consumer's answer to the bus. */
    private readonly deliver: (queued: Queued) => Promise<() => void>,
  ) {}

  wake(): void {
    clearTimeout(this.timer);
    while (this.isOpen && this.inHand.size < this.concurrency) {
      const free = [...this.messages].filter((queued) => !this.inHand.has(queued));
      const due = free.filter((queued) => queued.due <= Date.now());
      const next = due[Math.floor(this.random() * due.length)];
      if (next === undefined) {
        if (free.length > 0) this.timer = setTimeout(() => this.wake(), 1).unref();
        return;
      }
      this.inHand.set(next, this.work(next));
    }
  }

  /** What was in hand. */
  breakOff(): readonly Queued[] {
    this.isOpen = false;
    const left = [...this.inHand.keys()];
    this.inHand.clear();
    return left;
  }

  async close(): Promise<void> {
    this.isOpen = false;
    clearTimeout(this.timer);
    await Promise.all(this.inHand.values());
  }

  private async work(queued: Queued): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const answer = await this.deliver(queued);
    if (!this.inHand.delete(queued)) return; // The connection broke meanwhile.
    answer();
    this.wake();
  }
}

async function failureOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return String((error as Error).message);
  }
}
