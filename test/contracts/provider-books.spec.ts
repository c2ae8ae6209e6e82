import { EmbeddedProviderBooks } from '../../adapters/embedded/provider-books/provider-books.ts';
import { MemoryProviderBooks } from '../rough/provider-books.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { providerBooksContract } from './provider-books.ts';

providerBooksContract(
  'embedded',
  async () => {
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
  },
  { isDurable: true },
);
providerBooksContract('in memory', async () => ({ port: new MemoryProviderBooks(), dispose: async () => undefined }), {
  isDurable: false,
});
