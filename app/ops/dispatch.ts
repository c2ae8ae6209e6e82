import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';
import type { Command, Given } from './command.ts';

const invocation = 'npm run ops --';

/** Where a CLI writes to. */
type Output = { readonly out: (text: string) => void; readonly error: (text: string) => void };

/** Runs the command that the words call. Answers the exit code: 2 when they call none, or not rightly. */
export async function dispatch(
  commands: readonly Command[],
  words: readonly string[],
  { out, error }: Output,
): Promise<number> {
  const called = calledBy(commands, words);
  if (called === null) return unknown(commands, words, { out, error });
  const { command, rest } = called;
  if (rest.includes('--help') || rest.includes('-h')) {
    out(usageOf(command));
    return 0;
  }
  try {
    return await command.run(given(command, rest));
  } catch (problem) {
    if (!(problem instanceof UsageError)) throw problem;
    error(`${problem.message}\n\n${usageOf(command)}`);
    return 2;
  }
}

function unknown(commands: readonly Command[], words: readonly string[], { out, error }: Output): number {
  const [first] = words;
  if (first === undefined || ['help', '--help', '-h'].includes(first)) {
    out(usageOfAll(commands));
    return 0;
  }
  const family = commands.filter(({ name }) => name.startsWith(`${first} `));
  const wanted = words[1];
  if (family.length > 0 && (wanted === undefined || ['help', '--help', '-h'].includes(wanted))) {
    out(usageOfAll(family));
    return wanted === undefined ? 2 : 0;
  }
  error(
    `There is no command "${words.slice(0, 2).join(' ')}".\n\n${usageOfAll(family.length > 0 ? family : commands)}`,
  );
  return 2;
}

/** The longest name that the words begin with. */
function calledBy(commands: readonly Command[], words: readonly string[]) {
  const matching = commands.filter(({ name }) => name.split(' ').every((word, index) => words[index] === word));
  const [command] = matching.toSorted((left, right) => right.name.length - left.name.length);
  return command === undefined ? null : { command, rest: words.slice(command.name.split(' ').length) };
}

function given(command: Command, words: readonly string[]): Given {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: command.options, allowPositionals: true });
    const most = command.words + (command.optionalWords ?? 0);
    if (positionals.length < command.words || positionals.length > most)
      throw new UsageError(`"${command.name}" is called otherwise.`);
    return { words: positionals, options: values };
  } catch (problem) {
    throw problem instanceof UsageError ? problem : new UsageError((problem as Error).message);
  }
}

function usageOf({ name, parameters, summary }: Command): string {
  return `Usage: ${[invocation, name, parameters].filter((part) => part !== '').join(' ')}\n\n${summary}\n`;
}

function usageOfAll(commands: readonly Command[]): string {
  const each = commands.map(({ name, parameters, summary }) => {
    const text = summary.replaceAll('\n', '\n      ');
    return `  ${[name, parameters].filter((part) => part !== '').join(' ')}\n      ${text}\n`;
  });
  return `Usage: ${invocation} <command>

Commands, on the data folder named by DATA_DIR (default: data); --help after a command tells about it alone.

${each.join('\n')}`;
}
