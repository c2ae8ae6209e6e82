import { MemoryRegistry, RoughRegistry } from '../rough/registry.ts';
import type { KeptEntries } from '../rough/registry.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';
import { registryContract } from './registry.ts';

const nothing = (): KeptEntries => new Map();

registryContract(
  'embedded',
  embeddedSubject((embedded) => embedded.registry),
);
registryContract(
  'in memory',
  memorySubject(nothing, (kept) => new MemoryRegistry(Date.now, kept)),
);
registryContract(
  'rough',
  memorySubject(nothing, (kept) => new RoughRegistry(Date.now, kept)),
);
