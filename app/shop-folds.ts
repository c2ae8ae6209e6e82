import { eventTypes as shopEventTypes } from '../domain/event-types.ts';
import { processEventTypes } from '../process-managers/event-types.ts';

/** What a thread needs to fold the shop's log: it imports this module by its address. */
export { projections } from '../projectors/projections.ts';

/** Every type of event that this product writes. */
export const eventTypes = { ...shopEventTypes, ...processEventTypes };
