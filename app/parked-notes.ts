import type { ProjectionStatus } from '../engine/projection-admin.ts';

/** Which views keep keys back behind events that they could not take; requests are answered all the same. */
export function parkedNotes(projections: readonly ProjectionStatus[]): readonly string[] {
  return projections
    .filter(({ parked }) => parked > 0)
    .map(({ name, parked }) => `parked events: ${parked} of view ${name}`);
}
