import { EmbeddedProviderBooks } from '../../adapters/embedded/provider-books/provider-books.ts';
import { emptyBooks, MemoryProviderBooks } from '../rough/provider-books.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { memorySubject } from './embedded-subject.ts';
import { providerBooksContract } from './provider-books.ts';

providerBooksContract('embedded', async () => {
  const folder = temporaryFolder();
  let port = new EmbeddedProviderBooks(folder);
  return {
    port,
    async reopen() {
      port.close();
      return (port = new EmbeddedProviderBooks(folder));
    },
    dispose: async () => port.close(),
  };
});
providerBooksContract(
  'in memory',
  memorySubject(emptyBooks, (kept) => new MemoryProviderBooks(kept)),
);
