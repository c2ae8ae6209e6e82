import type { Event, Recorded } from '../log/event.ts';
import type { Message, MessageBus } from './message-bus.ts';
import type { Reactor } from './reactor.ts';

/** What is told of an event, and under which key. */
export type Told = Pick<Message, 'routingKey' | 'body'>;

/** Tells the world of events: which, in what order, and in which words (null: nothing to tell). */
export type Forwarder<E extends Event = Event> = Omit<Reactor<E>, 'handle'> & {
  toMessage(event: Recorded<E>): Promise<Told | null>;
};

/** Publishes with confirms, under the event's id: a message that goes out again after a crash can be told. */
export function forwardingReactor<E extends Event>(forwarder: Forwarder<E>, bus: MessageBus): Reactor<E> {
  const { name, handles } = forwarder;
  return {
    name,
    handles,
    key: (event) => forwarder.key(event),
    async handle(event) {
      const told = await forwarder.toMessage(event);
      if (told !== null) await bus.publish({ id: event.id, position: event.position, ...told });
    },
  };
}
