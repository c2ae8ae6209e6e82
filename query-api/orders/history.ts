import type { Actor } from '../../engine/log/event.ts';
import type { JsonObject } from '../../engine/log/json.ts';
import type { Change } from './changes.ts';
import type { Position } from '../../engine/log/position.ts';
import { positionIn } from '../../engine/log/position.ts';

/** An event that belongs to an order, of whatever stream. */
export type HistoryItem = {
  readonly id: string;
  readonly stream: string;
  /** Counts within `stream`. */
  readonly revision: number;
  readonly position: Position;
  readonly type: string;
  readonly at: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string;
  readonly data: JsonObject;
  /** What it changed in the order's document; none for events of other streams. */
  readonly changes: readonly Change[];
};

export type Place = { readonly stream: string; readonly revision: number };

export type OrderHistory = {
  readonly items: readonly HistoryItem[];
  readonly integrity: { readonly verified: boolean; readonly firstBroken: Place | null };
};

export const exampleHistory: OrderHistory = {
  items: [
    {
      id: '1c2d3e4f-5a6b-8c7d-9e0f-1a2b3c4d5e6f',
      stream: 'order-7e4b2c1d-0a9f-8c35-b7e6-4d3c2b1a0f9e',
      revision: 3,
      position: positionIn('00000000000004d9')!,
      type: 'OrderConfirmed',
      at: '2026-03-02T14:05:00.120Z',
      actor: { id: 'order-saga', role: 'system' },
      correlationId: '9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d',
      causationId: '2d3e4f5a-6b7c-8d9e-8f1a-2b3c4d5e6f7a',
      data: { confirmedAt: '2026-03-02T14:05:00.120Z' },
      changes: [
        { path: '/status', from: 'placed', to: 'confirmed' },
        { path: '/updatedAt', from: '2026-03-02T14:05:00.100Z', to: '2026-03-02T14:05:00.120Z' },
        { path: '/revision', from: 2, to: 3 },
      ],
    },
  ],
  integrity: { verified: true, firstBroken: null },
};
