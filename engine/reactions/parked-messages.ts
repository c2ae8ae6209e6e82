import type { LogFeed } from '../feed/log-feed.ts';
import type { ParkedAdmin, ParkedEvent, ParkedEvents } from '../feed/parked-events.ts';
import type { Event, Recorded } from '../log/event.ts';
import { derivedId } from '../log/ids.ts';
import type { Consumer, DeadLetter, MessageBus } from './message-bus.ts';
import type { Reactor } from './reactor.ts';

type ParkedMessagesDeps = {
  readonly bus: MessageBus;
  readonly parked: ParkedEvents;
  readonly feed: Pick<LogFeed, 'eventAt'>;
  /** Tells the event of a message again. */
  readonly forwarding: Reactor;
};

/**
 * Moves dead letters to the parked events, under the name of their queue: the event of a message that its consumer
 * could not take is parked as one is that a fold could not take. Nothing waits behind it.
 */
export class ParkedMessages implements ParkedAdmin {
  private consumer: Consumer | null = null;

  constructor(private readonly deps: ParkedMessagesDeps) {}

  async start(): Promise<void> {
    this.consumer = await this.deps.bus.consumeDeadLetters((letter) => this.park(letter));
  }

  async close(): Promise<void> {
    await this.consumer?.close();
  }

  /** Tells the event again, to every queue; false: no message is parked under this id. */
  async retryParked(id: string): Promise<boolean> {
    const parked = await this.find(id);
    if (parked === null) return false;
    const event = await this.deps.feed.eventAt(parked.position);
    if (event === null || event.undecodable !== undefined) throw new Error(event?.undecodable ?? 'The event is gone');
    await this.deps.forwarding.handle(event as Recorded<Event>);
    // Should it have died again meanwhile, it is parked anew.
    if ((await this.find(id))?.since === parked.since) await this.deps.parked.remove(id);
    return true;
  }

  /** Gives the message up; false: none is parked under this id. */
  async discardParked(id: string): Promise<boolean> {
    if ((await this.find(id)) === null) return false;
    await this.deps.parked.remove(id);
    return true;
  }

  /** Safe to repeat: a message of a queue is parked under the same id each time. */
  private async park({ message, queue, error, attempts, at }: DeadLetter): Promise<void> {
    await this.deps.parked.park({
      id: derivedId('parked', queue, message.id),
      projection: queue,
      key: message.routingKey,
      eventId: message.id,
      position: message.position,
      error,
      attempts,
      since: at,
    });
  }

  /** What builds of views have parked bears a build's name behind an @. */
  private async find(id: string): Promise<ParkedEvent | null> {
    const parked = await this.deps.parked.find(id);
    return parked === null || parked.projection.includes('@') ? null : parked;
  }
}
