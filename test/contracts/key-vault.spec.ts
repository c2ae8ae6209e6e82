import { openForReading } from '../../adapters/embedded/reading.ts';
import { emptyVault, MemoryKeyVault } from '../rough/key-vault.ts';
import { embeddedSubject, memorySubject, testMasterKey } from './embedded-subject.ts';
import { keyVaultContract } from './key-vault.ts';

keyVaultContract(
  'embedded',
  embeddedSubject(({ keyVault, dir }) => ({
    vault: keyVault,
    openBeside: () => openForReading({ dir, masterKey: testMasterKey }).keyVault,
  })),
);
keyVaultContract(
  'in memory',
  memorySubject(emptyVault, (kept) => ({
    vault: new MemoryKeyVault(kept),
    openBeside: () => new MemoryKeyVault(kept),
    close: () => {},
  })),
);
