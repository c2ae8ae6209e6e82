import { backUp } from '../../adapters/embedded/backup/backup.ts';
import { isCurrency } from '../../domain/currency.ts';
import { readConfiguration } from '../configuration.ts';
import { showProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import type { Command } from './command.ts';
import { assertShopIn } from './shop-folder.ts';

export const backupCommand: Command = {
  name: 'backup',
  parameters: '<dir>',
  summary: `Copies the log, the keys and all other durable files into an empty folder, while the shop serves, too. Views are
left out: they are folded anew. The master key and the JWT secret are NOT in it: keep them elsewhere.`,
  words: 1,
  options: {},
  async run({ words }) {
    const { dataDir } = readConfiguration(process.env, isCurrency);
    assertShopIn(dataDir);
    const [target = ''] = words;
    let current: { readonly name: string; readonly bar: Progress } | null = null;
    const manifest = await backUp(dataDir, target, (name, done, pages) => {
      if (current?.name !== name) {
        current?.bar.done();
        current = { name, bar: showProgress(name, pages, process.stdout) };
      }
      current.bar.at(done, pages);
    });
    (current as { readonly bar: Progress } | null)?.bar.done();
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    process.stdout.write(
      `${manifest.files.length} files, ${bytes} bytes, everything acknowledged before ${manifest.time}, in ${target}.\n` +
        'The master key is not in it. Without it nobody can read the personal data, you included.\n',
    );
    return 0;
  },
};
