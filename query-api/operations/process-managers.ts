import type { ReactorStatus } from '../../engine/reactions/reactor-services.ts';

/** What leads processes and reacts to events: how far each is behind the log, and the keys it tries again. */
export interface ProcessManagers {
  list(): Promise<readonly ReactorStatus[]>;
}
