import type { ProjectionStatus } from '../engine/projections/ports/projection-admin.ts';
import type { ReactorStatus } from '../engine/reactions/reactor-services.ts';

/** What an operator should look at though requests are answered: views that keep keys back, readers that refuse. */
export function healthNotes(
  projections: readonly Pick<ProjectionStatus, 'name' | 'parked' | 'state'>[],
  processes: readonly Pick<ReactorStatus, 'name' | 'state'>[],
): readonly string[] {
  const parked = projections.filter((view) => view.parked > 0);
  const refused = projections.filter(({ state }) => state === 'refused');
  const stopped = processes.filter(({ state }) => state === 'refused');
  const superseded = processes.filter(({ state }) => state === 'superseded');
  return [
    ...parked.map((view) => `parked events: ${view.parked} of view ${view.name}`),
    ...refused.map(({ name }) => `view ${name} stands still, made by other code or from another log: rebuild it`),
    ...stopped.map(({ name }) => `${name} does nothing: its checkpoint belongs to another log`),
    ...superseded.map(({ name }) => `${name} does nothing here: another process has taken its checkpoint`),
  ];
}
