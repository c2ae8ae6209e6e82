import { openForReading } from '../reading.ts';
import { EventCodec } from '../../../engine/log/event-codec.ts';
import { logReader, type EventDecoder } from '../../../engine/feed/decoding.ts';
import type { LogReader } from '../../../engine/feed/log-feed.ts';
import type { EventStore } from '../../../engine/log/event-store.ts';
import type { Projection } from '../../../engine/projections/projection.ts';
import type { Folds, Task } from './protocol.ts';

/** What one projection's fold needs of a data folder that the main thread works on. */
export type FoldSource = {
  readonly projection: Projection;
  readonly eventStore: EventStore;
  readonly log: LogReader;
  close(): Promise<void>;
};

/** Imports what a thread folds by. Before a brake is held: nothing of it is inside SQLite, and an exit waits for a brake. */
export async function importFolds({ folds }: Task): Promise<Folds> {
  return (await import(folds)) as Folds;
}

/** `between` is called before every piece of work, as small as they come. */
export function openFoldSource(
  { projections, eventTypes }: Folds,
  { dir, masterKey, projection: name }: Task,
  between: () => void,
): FoldSource {
  const found = projections.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no projection ${name}`);
  const projection: Projection = {
    ...found,
    evolve: (document, event, key) => {
      between();
      return found.evolve(document, event, key);
    },
  };
  const { eventStore, keyVault, close } = openForReading({ dir, masterKey });
  const codec = new EventCodec(eventTypes, keyVault);
  const decoder: EventDecoder = {
    decode: (stored) => {
      between();
      return codec.decode(stored) as ReturnType<EventDecoder['decode']>;
    },
  };
  return { projection, eventStore, log: logReader(eventStore, decoder), close };
}
