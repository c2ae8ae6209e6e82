import type { Clock } from '../../tools/clock.ts';
import { derivedId } from '../../log/ids.ts';
import type { ParkedEvent, ParkedEvents, Poison } from '../../feed/parked-events.ts';
import type { Report } from '../../tools/report.ts';
import { ParkedKeys } from '../folding/parked-keys.ts';

type ParkingServices = { readonly parked: ParkedEvents; readonly clock: Clock };

/** Under which name a build's events are parked; the projection's own name is told from it. */
export function consumerOf(projection: string, build: string): string {
  return `${projection}@${build}`;
}

/** The durable side of a build's parked keys. Discarded events stay discarded in later builds. */
export class Parking {
  readonly keys = new ParkedKeys();
  private readonly entries = new Map<string, ParkedEvent>();

  constructor(
    private readonly projection: string,
    private readonly build: string,
    private readonly services: ParkingServices,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  async load(): Promise<void> {
    for (const entry of await this.services.parked.ofConsumer(consumerOf(this.projection, this.build)))
      this.keep(entry);
    for (const [eventId, key] of await discardedEvents(this.projection, this.services.parked)) {
      this.keys.discard(eventId, key);
    }
  }

  all(): readonly ParkedEvent[] {
    return [...this.entries.values()];
  }

  find(id: string): ParkedEvent | null {
    return this.entries.get(id) ?? null;
  }

  /** Repeating it is harmless: the same event under the same key has the same id. */
  async park({ event, key, error }: Poison, attempts = 1): Promise<void> {
    const projection = consumerOf(this.projection, this.build);
    const id = this.idOf(event.id, key);
    const since = this.entries.get(id)?.since ?? this.services.clock();
    const entry = { id, projection, key, eventId: event.id, position: event.position, error, attempts, since };
    await this.services.parked.park(entry);
    this.keep(entry);
  }

  /** All poison of a batch. When one cannot be kept the batch comes again, and all of it must be found again. */
  async parkAll(poison: readonly Poison[], log: Report): Promise<void> {
    try {
      for (const found of poison) {
        await this.park(found);
        const { key, event, error } = found;
        log.warn('An event was parked with its key', { key, eventId: event.id, type: event.type, error });
      }
    } catch (error) {
      for (const { key } of poison) this.keys.remove(key);
      throw error;
    }
  }

  /** The id under which this build parks an event. */
  idOf(eventId: string, key: string): string {
    return derivedId('parked', consumerOf(this.projection, this.build), key, eventId);
  }

  async remove(entry: ParkedEvent): Promise<void> {
    await this.services.parked.remove(entry.id);
    this.entries.delete(entry.id);
  }

  async discard(entry: ParkedEvent): Promise<void> {
    const { eventId, key } = entry;
    await this.services.parked.park(discardedOf(this.projection, entry));
    this.keys.discard(eventId, key);
  }

  private keep(entry: ParkedEvent): void {
    this.entries.set(entry.id, entry);
    this.keys.add(entry, entry.key);
  }
}

/** Removes what a dropped build had parked. */
export async function clearParked(projection: string, build: string, parked: ParkedEvents): Promise<void> {
  for (const { id } of await parked.ofConsumer(consumerOf(projection, build))) await parked.remove(id);
}

/** An event that was given up is parked by the projection, whatever build it is, without words that may quote. */
export function discardedOf(projection: string, entry: Omit<ParkedEvent, 'id' | 'projection' | 'error'>): ParkedEvent {
  const id = derivedId('discarded', projection, entry.key, entry.eventId);
  return { ...entry, id, projection, error: '', discarded: true };
}

/** Events that were given up, as (event id, key): a cold fold must skip them too. */
export async function discardedEvents(
  projection: string,
  parked: Pick<ParkedEvents, 'ofConsumer'>,
): Promise<readonly (readonly [eventId: string, key: string])[]> {
  const all = await parked.ofConsumer(projection);
  return all.filter(({ discarded }) => discarded === true).map(({ eventId, key }) => [eventId, key]);
}
