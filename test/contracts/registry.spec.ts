import { MemoryKeyValue } from '../rough/key-value.ts';
import type { KeptEntries } from '../rough/key-value.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';
import { keyValueContract } from './key-value.ts';

keyValueContract(
  'embedded',
  embeddedSubject((embedded) => embedded.keyValue),
);
keyValueContract(
  'in memory',
  memorySubject(
    (): KeptEntries => new Map(),
    (kept) => new MemoryKeyValue(Date.now, kept),
  ),
);
