import type { Event } from '../../../engine/log/event.ts';
import { forwardingReactor } from '../../../engine/reactions/forwarder.ts';
import { ParkedMessages } from '../../../engine/reactions/parked-messages.ts';
import type { Reactor } from '../../../engine/reactions/reactor.ts';
import { asToldToday } from '../../../process-managers/forwarder/earlier-messages.ts';
import { forwarder } from '../../../process-managers/forwarder/forwarder.ts';
import type { Configuration } from '../../configuration.ts';
import type { EngineRoom } from '../../engine-room.ts';

type Ports = Pick<EngineRoom, 'executor' | 'codec' | 'eventStore' | 'feed' | 'messageBus' | 'parkedEvents'>;

/** What tells others of events, and where messages go that nobody could take. */
type Messages = { readonly forwarding: Reactor<Event>; readonly parked: ParkedMessages };

export function composeMessages(ports: Ports, { messagesPersonal }: Pick<Configuration, 'messagesPersonal'>): Messages {
  const { executor, codec: seals, feed, messageBus: bus, parkedEvents } = ports;
  const told = forwarder({ executor, seals, personal: messagesPersonal });
  const forwarding = forwardingReactor(told, bus) as object as Reactor<Event>;
  return { forwarding, parked: new ParkedMessages({ bus, parked: parkedEvents, feed, forwarding }) };
}

/** What an earlier release left in the queues is sealed, and dead letters are parked from now on. */
export async function startMessages(
  { parked }: Messages,
  { eventStore, codec: seals, messageBus }: Ports,
  { messagesPersonal: personal }: Pick<Configuration, 'messagesPersonal'>,
): Promise<void> {
  await messageBus.rewriteEarlier((message) => asToldToday({ eventStore, seals, personal }, message));
  await parked.start();
}
