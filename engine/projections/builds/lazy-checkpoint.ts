import type { FeedEvent } from '../../feed/log-feed.ts';
import type { Position } from '../../log/position.ts';
import type { Turns } from '../../tools/turns.ts';
import type { ViewBuild, ViewDocument } from '../ports/view-store.ts';
import type { Reached } from './reached.ts';

/**
 * How far a build has come. It is written with documents that changed; where none did, a little later, for all events
 * that were passed meanwhile.
 */
export class LazyCheckpoint {
  private reached: Reached = { position: null, eventId: '', logId: '', events: 0 };
  private unsaved: NodeJS.Timeout | null = null;

  /** `turns`: of whatever writes to the build. `lazyMs`: how long a checkpoint alone may wait to be written. */
  constructor(
    private readonly build: Pick<ViewBuild, 'write'>,
    private readonly turns: Turns,
    private readonly lazyMs: number,
  ) {}

  /** Every event up to here is in the build's documents, ignored or parked. */
  get position(): Position | null {
    return this.reached.position;
  }

  get events(): number {
    return this.reached.events;
  }

  startFrom(reached: Reached): void {
    this.reached = reached;
  }

  /** Goes past events that change no document. */
  pass(events: readonly FeedEvent[]): void {
    this.reached = this.after(events);
    this.unsaved ??= setTimeout(() => {
      // One that fails is made good by the next.
      this.turns.take(() => this.save()).catch(() => undefined);
    }, this.lazyMs).unref();
  }

  /** Writes documents, then the checkpoint behind these events. Only inside a turn. */
  async write(documents: readonly ViewDocument[], events: readonly FeedEvent[] = []): Promise<void> {
    await this.writeAs(this.after(events), documents);
    this.clearUnsaved();
  }

  /** Writes what was only passed so far. Only inside a turn. */
  async save(): Promise<void> {
    if (this.unsaved === null) return;
    this.clearUnsaved();
    await this.writeAs(this.reached, []);
  }

  private after(events: readonly FeedEvent[]): Reached {
    const last = events.at(-1);
    if (last === undefined) return this.reached;
    const { position, id: eventId } = last;
    return { ...this.reached, position, eventId, events: this.events + events.length };
  }

  private async writeAs(reached: Reached, documents: readonly ViewDocument[]): Promise<void> {
    const { position } = reached;
    // A build that has come nowhere has no documents.
    if (position === null) return;
    await this.build.write(documents, { ...reached, position });
    this.reached = reached;
  }

  private clearUnsaved(): void {
    if (this.unsaved !== null) clearTimeout(this.unsaved);
    this.unsaved = null;
  }
}
