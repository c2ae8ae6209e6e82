import type { ParkedAdmin } from '../../../engine/feed/parked-events.ts';
import { Projections } from '../../../engine/projections/projections.ts';
import type { ProjectionServices } from '../../../engine/projections/builds/slot.ts';
import { projections } from '../../../projectors/projections.ts';

/**
 * Starts every view of the shop, each from where it stood. When that fails, nothing of it is left running. `others`: who
 * else parks.
 */
export async function startProjectors(services: ProjectionServices, others: ParkedAdmin): Promise<Projections> {
  const projectors = new Projections(projections, services, others);
  try {
    await projectors.start();
    return projectors;
  } catch (error) {
    await projectors.close();
    throw error;
  }
}
