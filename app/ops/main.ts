import { commands } from './commands.ts';
import { dispatch } from './dispatch.ts';
import { operatorMessage } from './operator-message.ts';

const output = {
  out: (text: string) => void process.stdout.write(text),
  error: (text: string) => void process.stderr.write(text),
};

dispatch(commands, process.argv.slice(2), output).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${operatorMessage(error)}\n`);
    process.exitCode = 1;
  },
);
