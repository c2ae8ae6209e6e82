import { isOpen, openStatuses } from '../../domain/order/open.ts';
import { orderDecider } from '../../domain/order/order.ts';
import type { Executor } from '../../engine/commands/executor.ts';
import type { Projection } from '../../engine/projections/projection.ts';
import type { Filter } from '../../engine/projections/ports/view-store.ts';
import { notifications } from '../notifications/notifications.ts';
import { orders } from '../orders/orders.ts';

/** Things that belong to one value, as orders to a customer: how their view finds them, and how the log does. */
type SetOfTheShop = {
  readonly view: Projection<{ readonly id: string }>;
  readonly where: (value: string) => readonly Filter[];
  /** The event that begins a member; its subject is whom it belongs to. */
  readonly begins: string;
  /** What the stream's name begins with; the rest is the member's id. */
  readonly prefix: string;
  /** Whether one that began is a member by now; without, all are. */
  readonly isMember?: (executor: Pick<Executor, 'load'>, id: string) => Promise<boolean>;
};

const sets: Readonly<Record<string, SetOfTheShop>> = {
  'open-orders': {
    view: orders,
    where: (customerId) => [
      { field: 'customerId', equals: customerId },
      { field: 'status', in: openStatuses },
    ],
    begins: 'OrderPlaced',
    prefix: 'order-',
    isMember: async (executor, id) => {
      const { state } = await executor.load(orderDecider, id);
      return state !== null && isOpen(state);
    },
  },
  mails: {
    view: notifications,
    where: (userId) => [{ field: 'userId', equals: userId }],
    begins: 'NotificationRequested',
    prefix: 'notification-',
  },
};

/** A set that rules ask for. Throws RangeError when nobody declared it. */
export function setNamed(name: string): SetOfTheShop {
  const found = sets[name];
  if (found === undefined) throw new RangeError(`There is no set ${name}`);
  return found;
}
