import { MemoryKeyVault } from '../rough/key-vault.ts';
import type { KeptKeys } from '../rough/key-vault.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';
import { keyVaultContract } from './key-vault.ts';

keyVaultContract(
  'embedded',
  embeddedSubject((embedded) => embedded.keyVault),
);
keyVaultContract(
  'in memory',
  memorySubject(
    (): KeptKeys => new Map(),
    (kept) => new MemoryKeyVault(kept),
  ),
);
