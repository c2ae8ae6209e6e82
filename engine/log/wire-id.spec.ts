import { expect, test } from '@jest/globals';
import { chained } from './hash-chain.ts';
import type { Unhashed } from './hash-chain.ts';
import { wireIdOf } from './wire-id.ts';

const draft: Unhashed = {
  id: 'one-command',
  type: 'ItemTaken',
  data: { note: { $sealed: 'so' } },
  metadata: {
    version: 1,
    time: '2026-01-01T00:00:00.000Z',
    actor: { id: 'a', role: 'customer' },
    correlationId: 'c',
    causationId: 'c',
    commandId: 'c',
    previousHash: null,
  },
};
const wireId = (event: Unhashed, revision = 0) => wireIdOf(chained('shelf-1', revision, event).event);

test('the same bytes at the same place have one wire id, a UUID', () => {
  expect(wireId(draft)).toBe(wireId(structuredClone(draft)));
  expect(wireId(draft)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test.each<[string, string]>([
  ['time', wireId({ ...draft, metadata: { ...draft.metadata, time: '2026-01-01T00:00:01.000Z' } })],
  ['ciphertext', wireId({ ...draft, data: { note: { $sealed: 'otherwise' } } })],
  ['event before it', wireId({ ...draft, metadata: { ...draft.metadata, previousHash: 'other' } })],
  ['revision', wireId(draft, 1)],
])('another %s gives another one', (_, other) => expect(other).not.toBe(wireId(draft)));
