import type { OrderEventOf } from '../../domain/order/events.ts';
import type { UserEvent } from '../../domain/user/events.ts';
import { userDecider } from '../../domain/user/user.ts';
import type { Event, Recorded } from '../../engine/log/event.ts';
import type { Reactor } from '../../engine/reactions/reactor.ts';
import type { Erasure, ErasureCause, ErasureDeps } from './erasure.ts';
import { cancelForErased } from './erasure.ts';

type Erased = Extract<UserEvent, { type: 'UserErased' }>;
type Placed = OrderEventOf<'OrderPlaced'>;

/** Takes an erasure to its end whose process died, or whose steps had to wait. */
export function erasureFinisher(erasure: Pick<Erasure, 'finish'>): Reactor<Erased> {
  return {
    name: 'erasure-finisher',
    handles: ['UserErased'],
    key: (event) => event.stream,
    async handle(event) {
      await erasure.finish(causeOf(event, event.stream.slice('user-'.length)));
    },
  };
}

/**
 * An order whose customer was erased while it was being placed is cancelled. One that is in the log before the erasure
 * is found by the erasure itself.
 */
export function ordersOfTheErased(deps: Pick<ErasureDeps, 'executor' | 'clock' | 'log'>): Reactor<Placed> {
  return {
    name: 'orders-of-the-erased',
    handles: ['OrderPlaced'],
    key: (event) => event.stream,
    async handle(event) {
      const { customerId } = event.data;
      const { state: customer } = await deps.executor.load(userDecider, customerId);
      if (customer?.erased !== true) return;
      await cancelForErased(deps, event.stream.slice('order-'.length), causeOf(event, customerId));
    },
  };
}

function causeOf({ id, actor, correlationId }: Recorded<Event>, userId: string): ErasureCause {
  return { userId, actor, correlationId, causationId: id };
}
