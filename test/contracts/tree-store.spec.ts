import { emptyTree, MemoryTreeStore } from '../rough/tree-store.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';
import { treeStoreContract } from './tree-store.ts';

treeStoreContract(
  'embedded',
  embeddedSubject((embedded) => embedded.treeStore),
);
treeStoreContract(
  'in memory',
  memorySubject(emptyTree, (kept) => new MemoryTreeStore(kept)),
);
