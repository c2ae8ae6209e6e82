import type { ParkedEvent, ParkedEvents } from '../../engine/feed/parked-events.ts';

export class MemoryParkedEvents implements ParkedEvents {
  constructor(private readonly parked = new Map<string, ParkedEvent>()) {}

  async park(event: ParkedEvent): Promise<void> {
    this.parked.set(event.id, event);
  }

  async list(limit: number, afterId = ''): Promise<readonly ParkedEvent[]> {
    const sorted = [...this.parked.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return sorted.filter((event) => event.id > afterId && event.discarded !== true).slice(0, limit);
  }

  async ofConsumer(projection: string): Promise<readonly ParkedEvent[]> {
    return [...this.parked.values()].filter((event) => event.projection === projection);
  }

  async find(id: string): Promise<ParkedEvent | null> {
    return this.parked.get(id) ?? null;
  }

  async remove(id: string): Promise<void> {
    this.parked.delete(id);
  }

  async close(): Promise<void> {}
}
