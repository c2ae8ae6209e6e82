import type { Actor, Event, Recorded } from '../../engine/log/event.ts';
import type { Projection } from '../../engine/projections/projection.ts';
import { positionOf } from '../../engine/log/position.ts';
import type { Position } from '../../engine/log/position.ts';

type Line = {
  readonly stream: string;
  readonly type: string;
  readonly data?: object;
  readonly time?: string;
  readonly orderId?: string;
  readonly actor?: Actor;
};

/** A log as it would have been read: ids `event-<n>`, positions 10, 20, …, revisions by stream, a second an event. */
export function logOf(lines: readonly Line[]): readonly Recorded[] {
  const revisions = new Map<string, number>();
  return lines.map((line, index) => {
    const revision = (revisions.get(line.stream) ?? -1) + 1;
    revisions.set(line.stream, revision);
    return {
      id: `event-${index}`,
      stream: line.stream,
      type: line.type,
      data: (line.data ?? {}) as never,
      revision,
      position: at(index),
      time: line.time ?? `2026-03-01T10:00:${String(index).padStart(2, '0')}.000Z`,
      actor: line.actor ?? { id: 'somebody', role: 'admin' },
      correlationId: 'correlation',
      causationId: 'cause',
      commandId: 'command',
      subject: null,
      orderId: line.orderId ?? null,
    };
  });
}

/** The position of the n-th line of a log, from 0. */
export function at(index: number): Position {
  return positionOf((index + 1) * 10);
}

/** Folds a log cold into the documents it leaves, by key. */
export function fold<Document extends object, E extends Event>(
  projection: Projection<Document, E>,
  log: readonly Recorded[],
): Readonly<Record<string, Document>> {
  const documents = new Map<string, Document>();
  for (const event of log as readonly unknown[] as readonly Recorded<E>[]) {
    if (!projection.handles.includes(event.type)) continue;
    for (const key of projection.keys(event)) {
      const after = projection.evolve(documents.get(key) ?? null, event, key);
      if (after === null) documents.delete(key);
      else documents.set(key, after);
    }
  }
  return Object.fromEntries(documents);
}
