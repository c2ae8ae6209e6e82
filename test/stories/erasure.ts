import { randomUUID } from 'node:crypto';
import type { StoredEvent } from '../../engine/log/event.ts';
import { chained } from '../../engine/log/hash-chain.ts';
import { positionOf } from '../../engine/log/position.ts';

/** The event that would come next in a person's stream if they were erased. */
export function erased(stream: readonly StoredEvent[]): StoredEvent {
  const last = stream.at(-1)!;
  const { hash, requestHash: _, ...metadata } = last.metadata;
  const revision = last.revision + 1;
  const id = randomUUID();
  const { event } = chained(last.stream, revision, {
    id,
    type: 'UserErased',
    data: {},
    metadata: { ...metadata, version: 1, previousHash: hash },
  });
  return { ...event, stream: last.stream, revision, position: positionOf(2n ** 63n - 1n) };
}
