import { randomUUID } from 'node:crypto';
import type { Decider } from '../../engine/commands/decider.ts';
import type { EventTypes } from '../../engine/log/event-registry.ts';
import type { Event } from '../../engine/log/event.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';

/** The smallest shop there is: a shelf that is filled, and things that are taken from it. */
export type ShelfEvent =
  | Event<'ShelfFilled', { quantity: number }>
  | Event<'ItemTaken', { by: string; note: string | null; token: string | null }>
  | Event<'ShelfClosed', Record<string, never>>;

export type ShelfCommand =
  | { readonly type: 'Fill'; readonly quantity: number }
  | {
      readonly type: 'Take';
      readonly by: string;
      readonly note?: string;
      readonly token?: string;
      readonly items?: number;
    }
  | { readonly type: 'Close' };

export type Shelf = {
  readonly left: number;
  readonly notes: readonly (string | null)[];
  readonly takenAt: readonly string[];
  readonly closed: boolean;
};

export const shelfTypes: EventTypes = {
  ShelfFilled: { version: 1 },
  ItemTaken: { version: 1, personal: ['note'], secret: ['token'] },
  ShelfClosed: { version: 1 },
};

export const shelf: Decider<Shelf | null, ShelfCommand, ShelfEvent> = {
  name: 'shelf',
  stateVersion: 1,
  initial: null,
  decide(command, state) {
    if (command.type === 'Fill') return accept({ type: 'ShelfFilled', data: { quantity: command.quantity } });
    if (state === null) return reject('not-found');
    if (command.type === 'Close') return state.closed ? accept() : accept({ type: 'ShelfClosed', data: {} });
    const { by, note = null, token = null, items = 1 } = command;
    if (state.left < items) return reject('insufficient-stock', { available: state.left });
    return accept(...Array.from({ length: items }, () => ({ type: 'ItemTaken', data: { by, note, token } }) as const));
  },
  evolve(state, event) {
    const { left, notes, takenAt, closed } = state ?? { left: 0, notes: [], takenAt: [], closed: false };
    if (event.type === 'ShelfFilled') return { left: left + event.data.quantity, notes, takenAt, closed };
    if (event.type === 'ShelfClosed') return { left, notes, takenAt, closed: true };
    const { time } = event as unknown as { readonly time: string };
    return { left: left - 1, notes: [...notes, event.data.note], takenAt: [...takenAt, time], closed };
  },
};

/** A context with an id of its own, as of a customer's request. */
export function request(given: Partial<CommandContext> = {}): CommandContext {
  const commandId = given.commandId ?? randomUUID();
  return {
    commandId,
    actor: { id: 'customer-1', role: 'customer' },
    correlationId: 'correlation-1',
    causationId: commandId,
    time: '2026-01-01T12:00:00.000Z',
    ...given,
  };
}

function accept(...events: readonly ShelfEvent[]) {
  return { accepted: true, events } as const;
}

function reject(code: string, details: Readonly<Record<string, unknown>> = {}) {
  return { accepted: false, code, details } as const;
}
