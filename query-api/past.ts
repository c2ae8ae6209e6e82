import { Inject, Injectable } from '@nestjs/common';
import type { AuditReader } from '../engine/audit/reader.ts';
import type { Event, Recorded } from '../engine/log/event.ts';
import type { Position } from '../engine/log/position.ts';
import { isAfter, reaches } from '../engine/log/position.ts';
import type { Projection } from '../engine/projections/projection.ts';
import type { Moment } from './moment.ts';
import { AUDIT } from './tokens.ts';

/** A moment as the whole log has it: what is before a position, or not after an instant. */
type Bound = { readonly before: Position | null } | { readonly time: string };

/** What views showed at any time before, folded anew from the log. */
@Injectable()
export class Past {
  constructor(@Inject(AUDIT) private readonly audit: AuditReader) {}

  /** The end of a moment: a revision of the stream lasts until the next one; one that is not there yet is now. */
  async boundOf(stream: string, moment: Moment): Promise<Bound> {
    if ('time' in moment) return moment;
    const next = await this.audit.storedAt(stream, moment.revision + 1);
    return { before: next?.position ?? null };
  }

  /** A document as it was: everything that concerns it in these streams, folded as the view folds it. */
  async document<Document extends object, E extends Event>(
    { handles, evolve }: Pick<Projection<Document, E>, 'handles' | 'evolve'>,
    id: string,
    streams: readonly string[],
    bound: Bound,
  ): Promise<Document | null> {
    let document: Document | null = null;
    for await (const event of merged(streams.map((stream) => this.upTo(stream, bound)))) {
      if ((handles as readonly string[]).includes(event.type)) document = evolve(document, event as Recorded<E>, id);
    }
    return document;
  }

  private async *upTo(stream: string, bound: Bound): AsyncGenerator<Recorded<Event>> {
    for await (const event of this.audit.readStream(stream)) {
      const isPast =
        'time' in bound ? event.time > bound.time : bound.before !== null && reaches(event.position, bound.before);
      if (isPast) return;
      yield event as Recorded<Event>;
    }
  }
}

/** Streams as one, by position. */
async function* merged(streams: readonly AsyncGenerator<Recorded<Event>>[]): AsyncGenerator<Recorded<Event>> {
  const heads = await Promise.all(streams.map(async (stream) => ({ stream, next: await stream.next() })));
  for (;;) {
    const waiting = heads.filter(({ next }) => next.done !== true);
    if (waiting.length === 0) return;
    const first = waiting.reduce((left, right) =>
      isAfter(right.next.value.position, left.next.value.position) ? left : right,
    );
    yield first.next.value;
    first.next = await first.stream.next();
  }
}
