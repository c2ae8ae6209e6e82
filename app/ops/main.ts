import { isCurrency } from '../../domain/currency.ts';
import { readConfiguration } from '../configuration.ts';
import { verifyFolder } from './verify.ts';

const usage = `Usage: npm run ops -- <command>

Commands, on the data folder named by DATA_DIR (default: data):
  verify    Checks a stopped shop: every event's hash chain, every view against a fold of the log made by this process,
            the payments in the log against the provider's books. Exit code 1 when something is wrong.
  help      This text.
`;

async function main(words: readonly string[]): Promise<number> {
  const [command = 'help'] = words;
  if (command === 'verify') return verify();
  process.stdout.write(usage);
  return ['help', '--help', '-h'].includes(command) ? 0 : 2;
}

async function verify(): Promise<number> {
  const report = await verifyFolder(readConfiguration(process.env, isCurrency));
  for (const line of report.checked) process.stdout.write(`${line}\n`);
  for (const line of report.wrong) process.stdout.write(`WRONG: ${line}\n`);
  process.stdout.write(
    report.wrong.length === 0 ? 'Everything adds up.\n' : `${report.wrong.length} things are wrong.\n`,
  );
  return report.wrong.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
