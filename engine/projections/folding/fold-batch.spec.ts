import { describe, expect, test } from '@jest/globals';
import {
  closed,
  forgotten,
  lights,
  poison,
  purchases,
  sold,
  takings,
  type TillEvent,
} from '../../../test/rough/tills.ts';
import type { FeedEvent } from '../../feed/log-feed.ts';
import { positionOf } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import { foldBatch, type BatchFold } from './fold-batch.ts';
import { HeldDocuments } from './held-documents.ts';
import { ParkedKeys } from './parked-keys.ts';

/** Events of one till, the first of them at `from`. */
function log(from: number, ...events: readonly TillEvent[]): readonly FeedEvent[] {
  return events.map((event, index) => {
    const position = positionOf(from + index);
    const subject = event.type === 'BuyerForgotten' ? event.data.who : null;
    return { ...event, id: `event ${from + index}`, stream: 'till-1', position, subject } as unknown as FeedEvent;
  });
}

/** A fold that goes on where the batch before left it. */
function folding(projection: Projection, isWanted?: (key: string) => boolean) {
  const documents = new HeldDocuments();
  const parked = new ParkedKeys();
  const fold: BatchFold = { projection, documents, parked, ...(isWanted === undefined ? {} : { isWanted }) };
  const batch = async (...events: readonly FeedEvent[]) => {
    const folded = await foldBatch(fold, events);
    documents.keep(folded.changed);
    return folded;
  };
  return { batch, parked };
}

describe('A batch', () => {
  test('is folded into what its keys came to before', async () => {
    const { batch } = folding(takings());
    await batch(...log(1, sold('ada', 1)));
    const { changed, isForeign, poison: none } = await batch(...log(2, sold('ada', 2), lights, closed));
    const [two, four] = [positionOf(2), positionOf(4)];
    expect(changed).toEqual([
      { id: 'till-1', document: null, position: four },
      { id: 'buyer-ada', document: { amount: 3, items: ['ada 1', 'ada 2'] }, position: two },
    ]);
    expect([isForeign, none]).toEqual([false, []]);
  });

  test('that comes again changes nothing, and is not foreign for that', async () => {
    const { batch } = folding(takings());
    await batch(...log(1, sold('ada', 1), sold('bob', 2)));
    expect(await batch(...log(1, sold('ada', 1), sold('bob', 2)))).toMatchObject({ isForeign: false, changed: [] });
  });

  test('of events that the projection does not handle is foreign, and loads nothing', async () => {
    const unread = () => Promise.reject(new Error('Nobody reads it'));
    const fold = { projection: takings(), documents: { load: unread, idsWith: unread }, parked: new ParkedKeys() };
    expect(await foldBatch(fold, log(1, lights, forgotten('ada')))).toEqual({
      isForeign: true,
      changed: [],
      poison: [],
    });
  });

  test('is folded under the wanted keys alone', async () => {
    const { batch } = folding(takings(), (key) => key.startsWith('buyer-'));
    const { changed } = await batch(...log(1, sold('ada', 1), closed));
    expect(changed.map(({ id }) => id)).toEqual(['buyer-ada']);
    expect(await batch(...log(3, closed))).toMatchObject({ isForeign: true });
  });

  test('parks the key that it cannot fold, whose later events wait, in this batch and the next', async () => {
    const { batch } = folding(takings(), (key) => key.startsWith('buyer-'));
    const events = log(1, sold('bob', poison), sold('ada', 2), sold('bob', 3));
    const { changed, poison: found } = await batch(...events);
    expect(found).toEqual([{ event: events[0], key: 'buyer-bob', error: 'No amount is thirteen' }]);
    expect(changed.map(({ id }) => id)).toEqual(['buyer-ada']);
    expect(await batch(...log(4, sold('bob', 4)))).toMatchObject({ isForeign: false, changed: [], poison: [] });
  });

  test('blanks what was kept of somebody who was erased, in earlier batches and in this one', async () => {
    const { batch } = folding(purchases());
    await batch(...log(1, sold('ada', 1)));
    const { changed } = await batch(...log(2, sold('bob', 2), forgotten('ada'), lights));
    expect(changed).toEqual([
      { id: 'bob/till-1', document: { buyer: 'bob', amounts: [2] }, position: positionOf(2) },
      { id: 'ada/till-1', document: { buyer: 'ada', amounts: null }, position: positionOf(4) },
    ]);
    const together = await folding(purchases()).batch(...log(1, sold('ada', 1), forgotten('ada')));
    expect(together.changed.map(({ document }) => document)).toEqual([{ buyer: 'ada', amounts: null }]);
  });

  test('lets nothing seem folded that waits behind what was parked, when it blanks the document', async () => {
    const { batch } = folding(purchases());
    await batch(...log(1, sold('ada', 1), sold('ada', poison)));
    const { changed } = await batch(...log(3, sold('ada', 3), forgotten('ada')));
    expect(changed).toEqual([{ id: 'ada/till-1', document: { buyer: 'ada', amounts: null }, position: positionOf(1) }]);
  });

  test('leaves a document that ran ahead where it is, when it blanks it', async () => {
    const { batch } = folding({ ...purchases(), erases: { ...purchases().erases!, blank: (document) => document } });
    const events = log(1, sold('ada', 1), forgotten('ada'), sold('ada', 3));
    await batch(...events);
    for (const event of events) await batch(event);
    const { changed } = await batch(...log(4, sold('ada', 4)));
    expect(changed.map(({ document }) => document)).toEqual([{ buyer: 'ada', amounts: [1, 3, 4] }]);
  });

  test('that cannot be blanked has parked nothing: it comes again whole', async () => {
    const erases = {
      ...purchases().erases!,
      blank: () => {
        throw new Error('It cannot be blanked');
      },
    };
    const { batch, parked } = folding({ ...purchases(), erases });
    const events = log(1, sold('ada', 1), sold('bob', poison), forgotten('ada'));
    await expect(batch(...events)).rejects.toThrow('It cannot be blanked');
    expect(parked.waits(events[1]!, 'bob/till-1')).toBe(false);
  });
});
