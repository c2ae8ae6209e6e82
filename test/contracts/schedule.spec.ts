import { RoughSchedule } from '../rough/schedule.ts';
import type { KeptSchedule } from '../rough/schedule.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';
import { scheduleContract } from './schedule.ts';

scheduleContract(
  'embedded',
  embeddedSubject((embedded) => embedded.schedule),
);
scheduleContract(
  'in memory',
  memorySubject(
    (): KeptSchedule => new Map(),
    (kept) => new RoughSchedule(kept),
  ),
);
