import type { Command } from './command.ts';
import { verifyCommand } from './verify-command.ts';

/** Everything an operator can ask for, in the order of the help text. */
export const commands: readonly Command[] = [verifyCommand];
