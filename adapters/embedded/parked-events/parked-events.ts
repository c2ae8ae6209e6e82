import { join } from 'node:path';
import type { ParkedEvent, ParkedEvents } from '../../../engine/feed/parked-events.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Writing } from '../writer/writer.ts';

const select =
  'SELECT id, projection, key, event_id AS eventId, position, error, attempts, since, discarded FROM parked WHERE';

type Row = Omit<ParkedEvent, 'discarded'> & { readonly discarded: 0 | 1 };

/** Parked events in durable.db. */
export class EmbeddedParkedEvents implements ParkedEvents {
  private readonly writer: Writing;
  private readonly file: SqliteFile;
  private readonly byId;
  private readonly after;
  private readonly byProjection;

  constructor(dir: string, writer: Writing) {
    this.writer = writer;
    this.file = new SqliteFile(join(dir, 'durable.db'), 'read-only');
    this.byId = this.file.prepare<Row>(`${select} id = ?`);
    this.after = this.file.prepare<Row>(`${select} id > ? AND discarded = 0 ORDER BY id LIMIT ?`);
    this.byProjection = this.file.prepare<Row>(`${select} projection = ? ORDER BY position, id`);
  }

  async park(event: ParkedEvent): Promise<void> {
    await this.writer.write('durable', 'park', event);
  }

  async list(limit: number, afterId = ''): Promise<readonly ParkedEvent[]> {
    return this.after.all(afterId, limit).map(asParked);
  }

  async ofConsumer(projection: string): Promise<readonly ParkedEvent[]> {
    return this.byProjection.all(projection).map(asParked);
  }

  async find(id: string): Promise<ParkedEvent | null> {
    const row = this.byId.get(id);
    return row === undefined ? null : asParked(row);
  }

  async remove(id: string): Promise<void> {
    await this.writer.write('durable', 'unpark', id);
  }

  async close(): Promise<void> {
    this.file.close();
  }
}

function asParked({ discarded, ...event }: Row): ParkedEvent {
  return discarded === 0 ? event : { ...event, discarded: true };
}
