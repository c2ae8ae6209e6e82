import { commands } from './commands.ts';
import { dispatch } from './dispatch.ts';
import { messageOf } from './message-of.ts';

const output = {
  out: (text: string) => void process.stdout.write(text),
  error: (text: string) => void process.stderr.write(text),
};

dispatch(commands, process.argv.slice(2), output).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exitCode = 1;
  },
);
