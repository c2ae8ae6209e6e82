import { yieldTurn } from '../../tools/yield-turn.ts';
import type { Erases, Projection } from '../projection.ts';
import type { ViewDocument } from '../ports/view-store.ts';
import type { Slot } from './slot.ts';
import { textAt, valueAt } from '../folding/value-at.ts';

const page = 100;

/**
 * Lets a build that stands still forget a person: it will never fold the event that says so. Older code may have shaped
 * its documents: one that the projection's blanking cannot be applied to is removed when it names the person, until a
 * rebuild makes it anew. False: there are documents that do not tell whose they are, so the build must be replaced.
 */
export function forgetInPlace(slot: Slot, { erases }: Projection, person: string): Promise<boolean> {
  const { feeder, view } = slot;
  if (erases === undefined) return Promise.resolve(true);
  return feeder.turns.take(async () => {
    let tell = true;
    for (let after: string | null = null; ;) {
      const kept: readonly ViewDocument[] = await view.scan(after, page);
      if (kept.length === 0) return tell;
      const changed: ViewDocument[] = [];
      for (const each of kept) {
        const document = withoutPerson(each.document!, each.id, erases, person);
        if (document === 'unknown') tell = false;
        else if (document !== each.document) changed.push({ ...each, document });
      }
      if (changed.length > 0) await feeder.writeChanged(changed);
      after = kept.at(-1)!.id;
      await yieldTurn();
    }
  });
}

/** The document itself when there is nothing to forget, null when it has to go. */
function withoutPerson(
  document: object,
  id: string,
  erases: Erases<object>,
  person: string,
): object | null | 'unknown' {
  if (valueAt(document, erases.field) === undefined) {
    return JSON.stringify([id, document]).includes(person) ? null : 'unknown';
  }
  if (textAt(document, erases.field) !== person) return document;
  try {
    const blanked = erases.blank(document);
    return JSON.stringify(blanked) === JSON.stringify(document) ? document : blanked;
  } catch {
    return null;
  }
}
