import type { Execution } from '../engine/commands/executor.ts';
import type { Log } from './log.ts';

/** The command found no quiet moment; the runtime sends it again. */
class TryAgain extends Error {
  override readonly name = 'TryAgain';
}

/** True when a command was accepted; a refusal is final, logged and false. Throws when it must be sent again. */
export function hasEffect(execution: Execution, log: Log, context: Readonly<Record<string, unknown>>): boolean {
  if (execution.outcome === 'accepted') return true;
  if (execution.outcome !== 'rejected') throw new TryAgain(`${String(context['command'])}: ${execution.outcome}`);
  log.info('A command was refused; nothing is left to do for it', { ...context, code: execution.code });
  return false;
}
