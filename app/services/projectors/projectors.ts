import { Projections } from '../../../engine/projections/projections.ts';
import type { ProjectionServices } from '../../../engine/projections/builds/slot.ts';
import { projections } from '../../../projectors/projections.ts';

/** Starts every view of the shop, each from where it stood. When that fails, nothing of it is left running. */
export async function startProjectors(services: ProjectionServices): Promise<Projections> {
  const projectors = new Projections(projections, services);
  try {
    await projectors.start();
    return projectors;
  } catch (error) {
    await projectors.close();
    throw error;
  }
}
