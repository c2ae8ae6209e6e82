import { randomUUID } from 'node:crypto';
import type { StoredEvent } from '../../engine/log/event.ts';
import { chained } from '../../engine/log/hash-chain.ts';
import { positionOf } from '../../engine/log/position.ts';

/** Behind every position that a log of a test has. */
const farPosition = 2n ** 62n;

/** What the log would tell next of a person whose erasure is decided, or has come so far that the key is destroyed. */
export function erased(stream: readonly StoredEvent[], isKeyDestroyed: boolean): readonly StoredEvent[] {
  const decided = nextOf(stream, 'UserErased');
  return isKeyDestroyed ? [decided, nextOf([decided], 'UserKeyDestroyed')] : [decided];
}

function nextOf(stream: readonly StoredEvent[], type: string): StoredEvent {
  const last = stream.at(-1)!;
  const { hash, requestHash: _, ...metadata } = last.metadata;
  const revision = last.revision + 1;
  const id = randomUUID();
  const { event } = chained(last.stream, revision, {
    id,
    type,
    data: {},
    metadata: { ...metadata, version: 1, previousHash: hash },
  });
  return { ...event, stream: last.stream, revision, position: positionOf(farPosition + BigInt(revision)) };
}
