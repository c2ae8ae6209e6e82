import type { ParkedEvent } from '../../engine/feed/parked-events.ts';
import { MemoryParkedEvents } from '../rough/parked-events.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';
import { parkedEventsContract } from './parked-events.ts';

parkedEventsContract(
  'embedded',
  embeddedSubject((embedded) => embedded.parkedEvents),
);
parkedEventsContract(
  'in memory',
  memorySubject(
    () => new Map<string, ParkedEvent>(),
    (kept) => new MemoryParkedEvents(kept),
  ),
);
