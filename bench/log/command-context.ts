import type { CommandContext } from '../../engine/commands/executor.ts';

const start = Date.parse('2025-01-01T00:00:00.000Z');

/** A command's context with a time given or now, sent by the bench. */
export function commandContext(commandId: string, more: Partial<CommandContext> = {}): CommandContext {
  return {
    commandId,
    actor: { id: 'bench', role: 'system' },
    correlationId: commandId,
    causationId: commandId,
    time: new Date().toISOString(),
    ...more,
  };
}

/** The minute in which the nth order comes in: a made-up year of trade, so that the views by day have days. */
export function minuteOf(n: number): string {
  return new Date(start + (n % 500_000) * 60_000).toISOString();
}
