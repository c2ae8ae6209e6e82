import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { flushSync } from '../files/flush.ts';

/** What fills an empty data folder. */
export type Filling = 'restore' | 'import';

const fillings: readonly Filling[] = ['restore', 'import'];
const markOf = (filling: Filling) => `${filling}-unfinished`;

/** A folder that a restore or an import was interrupted in: half a history, or one in which erased people have keys. */
class UnfinishedFolder extends Error {
  override readonly name = 'UnfinishedFolder';
}

/** Marks a folder that is being filled; a power cut after this does not lose the mark. */
export function markUnfinished(dir: string, filling: Filling): void {
  closeSync(openSync(join(dir, markOf(filling)), 'w', 0o600));
  flushSync(dir);
}

/** Takes the mark away, after all that was done in the folder before is on the disk. */
export function markFinished(dir: string): void {
  flushSync(dir);
  for (const filling of fillings) rmSync(join(dir, markOf(filling)), { force: true });
  flushSync(dir);
}

/** What goes on in the folder, or was interrupted; null when nothing did. */
export function unfinishedIn(dir: string): Filling | null {
  return fillings.find((filling) => existsSync(join(dir, markOf(filling)))) ?? null;
}

/** Throws UnfinishedFolder. */
export function assertFinished(dir: string): void {
  const filling = unfinishedIn(dir);
  if (filling === null) return;
  const what = filling === 'restore' ? 'A restore' : 'An import';
  throw new UnfinishedFolder(
    `${what} into ${dir} was interrupted, or goes on: no shop can work on it. Run the ${filling} again; it begins anew.`,
  );
}
