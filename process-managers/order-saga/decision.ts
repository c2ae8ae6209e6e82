import type { ProcessDecision } from '../../engine/reactions/process-manager.ts';
import { fullBackOffMs } from '../../engine/tools/back-off.ts';
import type { OrderSagaCommand } from './commands.ts';
import type { OrderProcess } from './process.ts';

/** What the saga decides for one input: null when the input changes nothing. */
export type SagaDecision = (ProcessDecision<OrderSagaCommand> & { readonly state: OrderProcess }) | null;

export type SagaConfig = {
  /** A payment without an answer is given up after this many milliseconds. */
  readonly paymentTimeoutMs: number;
  /** Wait before the second attempt of a capture, void or refund; doubled for each one after it. */
  readonly retryAfterMs: number;
  /** The longest wait between two attempts. */
  readonly retryAtMostEveryMs: number;
};

export const defaultSagaConfig: SagaConfig = {
  paymentTimeoutMs: 10_000,
  retryAfterMs: 1_000,
  retryAtMostEveryMs: 15 * 60_000,
};

export function after(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}

/** When the attempt after `failed` (from 1) is due. */
export function retryTime(config: SagaConfig, time: string, failed: number): string {
  const backOff = { firstMs: config.retryAfterMs, mostMs: config.retryAtMostEveryMs };
  return after(time, fullBackOffMs(failed, backOff));
}

/** A decision; the time-outs it names are added to those that count. */
export function decided(
  decision: string,
  because: string,
  commands: readonly OrderSagaCommand[],
  state: OrderProcess,
  timeouts: Readonly<Record<string, string>> = {},
): SagaDecision {
  return {
    decision,
    because,
    commands,
    timeouts: Object.entries(timeouts).map(([name, dueAt]) => ({ name, dueAt })),
    state: { ...state, due: { ...state.due, ...timeouts } },
  };
}
