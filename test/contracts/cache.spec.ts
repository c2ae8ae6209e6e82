import { MemoryCache, RoughCache } from '../rough/cache.ts';
import { cacheContract } from './cache.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';

cacheContract(
  'embedded',
  embeddedSubject((embedded) => embedded.cache),
);
cacheContract(
  'in memory',
  memorySubject(
    () => null,
    () => new MemoryCache(),
  ),
);
cacheContract(
  'rough',
  memorySubject(
    () => null,
    () => new RoughCache(),
  ),
);
