import { expect, test } from '@jest/globals';
import { RoughEventStore } from '../../test/rough/event-store.ts';
import { MemoryKeyVault } from '../../test/rough/key-vault.ts';
import type { ShelfCommand } from '../../test/rough/shelf.ts';
import { request, shelf, shelfTypes } from '../../test/rough/shelf.ts';
import { MemorySnapshotStore } from '../../test/rough/snapshot-store.ts';
import { EventCodec } from '../log/event-codec.ts';
import { CommandExecutor } from './command-executor.ts';
import type { Execution } from './executor.ts';
import { takeStep, takeSteps } from './steps.ts';
import { wholeLog } from '../../test/whole-log.ts';

function shop() {
  const store = new RoughEventStore();
  const codec = new EventCodec(shelfTypes, new MemoryKeyVault());
  return { store, executor: new CommandExecutor({ store, codec, snapshots: new MemorySnapshotStore() }) };
}

const step = (name: string, id: string, command: ShelfCommand) =>
  ({ name, of: 'the-move', decider: shelf, id, command }) as const;
const fill = (id: string) => step('fill', id, { type: 'Fill', quantity: 1 });
const take = (id: string) => step('take', id, { type: 'Take', by: 'Ada' });
const outcome = (execution: Execution) => execution.outcome;

test('A step is taken under an id of its own that never changes, in the name of whoever began', async () => {
  const { store, executor } = shop();
  await takeStep(executor, { ...fill('1'), subject: 'ada', orderId: 'order-9' }, request({ commandId: 'began' }));
  const [event] = await store.readStream('shelf-1', 0, 10);
  expect(event!.metadata).toMatchObject({
    commandId: 'ee4e6e4c-e595-859b-8af9-41f76303b768',
    actor: { id: 'customer-1', role: 'customer' },
    correlationId: 'correlation-1',
    causationId: 'began',
    time: '2026-01-01T12:00:00.000Z',
    subject: 'ada',
    orderId: 'order-9',
  });
});

test('A step knows nothing of what was asked of the whole command alone: request, revision, subject, order', async () => {
  const { store, executor } = shop();
  const whole = request({ requestHash: 'h', expectedRevision: 7, subject: 'eve', orderId: 'order-1' });
  expect(await takeStep(executor, fill('1'), whole)).toMatchObject({ outcome: 'accepted' });
  const [event] = await store.readStream('shelf-1', 0, 10);
  for (const name of ['requestHash', 'subject', 'orderId']) expect(event!.metadata).not.toHaveProperty(name);
});

test('Steps are taken in order, and once, whoever takes them again', async () => {
  const { store, executor } = shop();
  const steps = [fill('1'), take('1'), fill('2')];
  expect(await takeSteps(executor, steps.slice(0, 2), request(), outcome)).toEqual(['accepted', 'accepted']);
  const repeated = await takeSteps(executor, steps, request({ causationId: 'finisher' }), (execution) => execution);
  expect(repeated).toMatchObject([{ repeated: true }, { repeated: true }, { repeated: false }]);
  const events = await wholeLog(store);
  expect(events.map(({ type, stream }) => `${type} ${stream}`)).toEqual([
    'ShelfFilled shelf-1',
    'ItemTaken shelf-1',
    'ShelfFilled shelf-2',
  ]);
});

test('A refused step ends the row when its judge throws, and only then', async () => {
  const { store, executor } = shop();
  const steps = [take('1'), fill('2')];
  const strict = (execution: Execution) => {
    if (execution.outcome === 'rejected') throw new Error(execution.code);
  };
  await expect(takeSteps(executor, steps, request(), strict)).rejects.toThrow('not-found');
  expect(await store.readStream('shelf-2', 0, 10)).toEqual([]);
  expect(await takeSteps(executor, steps, request(), outcome)).toEqual(['rejected', 'accepted']);
});
