import { MemoryKeyValue, RoughRegistry } from '../rough/key-value.ts';
import type { KeptEntries } from '../rough/key-value.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';
import { registryContract } from './registry.ts';

const nothing = (): KeptEntries => new Map();

registryContract(
  'embedded',
  embeddedSubject((embedded) => embedded.keyValue),
);
registryContract(
  'in memory',
  memorySubject(nothing, (kept) => new MemoryKeyValue(Date.now, kept)),
);
registryContract(
  'rough',
  memorySubject(nothing, (kept) => new RoughRegistry(Date.now, kept)),
);
