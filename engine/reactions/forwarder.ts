import type { Event, Recorded } from '../log/event.ts';
import type { Message, MessageBus } from './message-bus.ts';
import type { Reactor } from './reactor.ts';

/** Tells the world of events: which, in what order, and in which words (null: nothing to tell). */
export type Forwarder<E extends Event = Event> = Omit<Reactor<E>, 'handle'> & {
  toMessage(event: Recorded<E>): Promise<Message | null>;
};

/** Publishes with confirms, under the event's id: a message that goes out again after a crash can be told. */
export function forwardingReactor<E extends Event>(forwarder: Forwarder<E>, bus: MessageBus): Reactor<E> {
  const { name, handles } = forwarder;
  return {
    name,
    handles,
    key: (event) => forwarder.key(event),
    async handle(event) {
      const message = await forwarder.toMessage(event);
      if (message !== null) await bus.publish({ ...message, id: event.id });
    },
  };
}
