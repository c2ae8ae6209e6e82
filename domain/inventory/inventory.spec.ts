import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { given } from '../../test/given-when-then.ts';
import type { InventoryCommand } from './commands.ts';
import type { Allocation, InventoryEvent } from './events.ts';
import { available, inventoryDecider, onHand, reserved } from './inventory.ts';

const received = (quantity: number, warehouse = 'main'): InventoryEvent => ({
  type: 'StockReceived',
  data: { warehouse, quantity, reference: null },
});
const receive = (quantity: number) => ({ type: 'ReceiveStock', quantity, warehouse: 'main', reference: null }) as const;
const adjust = (delta: number, warehouse = 'main') =>
  ({ type: 'AdjustStock', delta, reason: 'count', warehouse }) as const;
const held = (
  type: 'StockReserved' | 'StockReleased' | 'StockDeducted',
  ...allocations: Allocation[]
): InventoryEvent => ({
  type,
  data: { orderId: 'o-1', quantity: allocations.reduce((sum, each) => sum + each.quantity, 0), allocations },
});
const inMain = (quantity: number): Allocation => ({ warehouse: 'main', quantity });
const reserve = (quantity: number, orderId = 'o-1') => ({ type: 'ReserveStock', orderId, quantity }) as const;

describe('receiving and counting stock', () => {
  test('adds what was received', () => {
    given(inventoryDecider).when(receive(5)).thenHappens(received(5));
    expect(given(inventoryDecider, received(5), received(2)).state.warehouses).toEqual([
      { warehouse: 'main', onHand: 7, reserved: 0 },
    ]);
  });

  test.each([0, -1, 1.5])('of %p is refused', (quantity) =>
    given(inventoryDecider)
      .when(receive(quantity))
      .thenRefused('validation-failed', { field: 'quantity', message: 'at least 1 is received' }),
  );

  test('never exceeds a thousand million in all warehouses', () => {
    const message = 'no more than 1000000000 are kept of a product';
    given(inventoryDecider, received(999_999_999, 'north'))
      .when(receive(2))
      .thenRefused('validation-failed', { field: 'quantity', message });
    given(inventoryDecider, received(999_999_999, 'north'))
      .when(adjust(2))
      .thenRefused('validation-failed', { field: 'delta', message });
  });

  test('corrects it in both directions', () => {
    given(inventoryDecider)
      .when(adjust(3))
      .thenHappens({ type: 'StockAdjusted', data: { warehouse: 'main', delta: 3, reason: 'count' } });
    given(inventoryDecider, received(5))
      .when(adjust(-5))
      .thenHappens({ type: 'StockAdjusted', data: { warehouse: 'main', delta: -5, reason: 'count' } });
    given(inventoryDecider, received(5)).when(adjust(0)).thenNothingHappens();
  });

  test('never goes below what is reserved in that warehouse, or below nothing', () => {
    given(inventoryDecider, received(5), held('StockReserved', inMain(3)))
      .when(adjust(-3))
      .thenRefused('insufficient-stock', { available: 2 });
    given(inventoryDecider, received(5)).when(adjust(-1, 'north')).thenRefused('insufficient-stock', { available: 0 });
  });

  test('is counted in whole things', () =>
    given(inventoryDecider)
      .when(adjust(0.5))
      .thenRefused('validation-failed', { field: 'delta', message: 'a delta is a whole number' }));
});

describe('reserving stock for an order', () => {
  test('takes it from main first, then from the others by name', () =>
    given(inventoryDecider, received(2, 'west'), received(2, 'east'), received(2))
      .when(reserve(5))
      .thenHappens(
        held('StockReserved', inMain(2), { warehouse: 'east', quantity: 2 }, { warehouse: 'west', quantity: 1 }),
      ));

  test('passes by a warehouse that has nothing left', () =>
    given(inventoryDecider, received(2), received(2, 'east'), held('StockReserved', inMain(2)))
      .when(reserve(1, 'o-2'))
      .thenHappens({
        type: 'StockReserved',
        data: { orderId: 'o-2', quantity: 1, allocations: [{ warehouse: 'east', quantity: 1 }] },
      }));

  test('that is not there is noted as refused', () => {
    const refused: InventoryEvent = {
      type: 'StockReservationRefused',
      data: { orderId: 'o-1', quantity: 3, available: 2 },
    };
    given(inventoryDecider, received(2)).when(reserve(3)).thenHappens(refused);
    expect(given(inventoryDecider, received(2), refused).state).toEqual(given(inventoryDecider, received(2)).state);
  });

  test('twice reserves once', () =>
    given(inventoryDecider, received(5), held('StockReserved', inMain(3)))
      .when(reserve(3))
      .thenNothingHappens());
});

describe('closing a reservation', () => {
  const open = [received(5), held('StockReserved', inMain(3))];

  test('by releasing it makes the stock available again', () => {
    given(inventoryDecider, ...open)
      .when({ type: 'ReleaseStock', orderId: 'o-1' })
      .thenHappens(held('StockReleased', inMain(3)));
    const { state } = given(inventoryDecider, ...open, held('StockReleased', inMain(3)));
    expect([onHand(state), reserved(state), available(state), state.reservations]).toEqual([5, 0, 5, []]);
  });

  test('by shipping it takes the stock from the shelf', () => {
    given(inventoryDecider, ...open)
      .when({ type: 'DeductStock', orderId: 'o-1' })
      .thenHappens(held('StockDeducted', inMain(3)));
    const { state } = given(inventoryDecider, ...open, held('StockDeducted', inMain(3)));
    expect([onHand(state), reserved(state), available(state), state.reservations]).toEqual([2, 0, 2, []]);
  });

  test('that is not open changes nothing', () => {
    for (const type of ['ReleaseStock', 'DeductStock'] as const) {
      given(inventoryDecider, ...open)
        .when({ type, orderId: 'o-2' })
        .thenNothingHappens();
      given(inventoryDecider, ...open)
        .when({ type, orderId: 'constructor' })
        .thenNothingHappens();
    }
  });
});

test('what comes back goes to the main warehouse', () => {
  const returned: InventoryEvent = {
    type: 'StockReturned',
    data: { orderId: 'o-1', returnId: 'r-1', warehouse: 'main', quantity: 2 },
  };
  given(inventoryDecider)
    .when({ type: 'ReturnStock', orderId: 'o-1', returnId: 'r-1', quantity: 2 })
    .thenHappens(returned);
  expect(onHand(given(inventoryDecider, returned).state)).toBe(2);
});

/** What an event moves on the shelves, told without the fold. */
function movedBy(event: InventoryEvent): number {
  if (event.type === 'StockReceived' || event.type === 'StockReturned') return event.data.quantity;
  if (event.type === 'StockAdjusted') return event.data.delta;
  return event.type === 'StockDeducted' ? -event.data.quantity : 0;
}

test('stock on hand is the sum of its movements, and what is reserved is on hand in every warehouse', () => {
  const warehouse = fc.constantFrom('main', 'east', 'west');
  const orderId = fc.constantFrom('o-1', 'o-2', 'o-3');
  const quantity = fc.integer({ min: 1, max: 20 });
  const command: fc.Arbitrary<InventoryCommand> = fc.oneof(
    fc.record({ type: fc.constant('ReceiveStock' as const), quantity, warehouse, reference: fc.constant(null) }),
    fc.record({
      type: fc.constant('AdjustStock' as const),
      delta: fc.integer({ min: -20, max: 20 }),
      reason: fc.constant('count'),
      warehouse,
    }),
    fc.record({ type: fc.constant('ReserveStock' as const), orderId, quantity }),
    fc.record({ type: fc.constantFrom('ReleaseStock' as const, 'DeductStock' as const), orderId }),
    fc.record({ type: fc.constant('ReturnStock' as const), orderId, returnId: fc.constant('r'), quantity }),
  );
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.array(command, { maxLength: 50 }), (commands) => {
      let state = inventoryDecider.initial;
      let movements = 0;
      for (const each of commands) {
        const decision = inventoryDecider.decide(each, state);
        const events = decision.accepted ? decision.events : [];
        state = events.reduce((before, event) => inventoryDecider.evolve(before, event), state);
        for (const { type } of events) reached.add(type);
        movements += events.reduce((sum, event) => sum + movedBy(event), 0);
        const open = state.reservations.flatMap(({ allocations }) => allocations);
        expect(onHand(state)).toBe(movements);
        expect(reserved(state)).toBe(open.reduce((sum, allocation) => sum + allocation.quantity, 0));
        expect(state.warehouses.every((stock) => 0 <= stock.reserved && stock.reserved <= stock.onHand)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
  expect([...reached].toSorted()).toEqual([
    'StockAdjusted',
    'StockDeducted',
    'StockReceived',
    'StockReleased',
    'StockReservationRefused',
    'StockReserved',
    'StockReturned',
  ]);
});
