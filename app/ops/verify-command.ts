import { isCurrency } from '../../domain/currency.ts';
import { readConfiguration } from '../configuration.ts';
import type { Command } from './command.ts';
import { verifyFolder } from './verify.ts';

export const verifyCommand: Command = {
  name: 'verify',
  parameters: '',
  summary: `Checks a stopped shop: every event's hash chain and place in the Merkle tree,
every view against a fold of the log made by this process, the payments in the log against the provider's books. Exit code 1 when something is wrong.`,
  words: 0,
  options: {},
  async run() {
    const report = await verifyFolder(readConfiguration(process.env, isCurrency));
    for (const line of report.checked) process.stdout.write(`${line}\n`);
    for (const line of report.wrong) process.stdout.write(`WRONG: ${line}\n`);
    for (const line of report.unproven) process.stdout.write(`NOT PROVEN: ${line}\n`);
    const addsUp = report.wrong.length === 0 && report.unproven.length === 0;
    if (report.wrong.length > 0) process.stdout.write(`${report.wrong.length} things are wrong.\n`);
    else if (addsUp) process.stdout.write(report.isPartial ? 'Everything else adds up.\n' : 'Everything adds up.\n');
    return addsUp ? 0 : 1;
  },
};
