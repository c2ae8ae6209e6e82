import { yieldTurn } from '../../tools/yield-turn.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import { digestOf } from '../folding/digest.ts';
import { idsOf } from '../folding/fold-batch.ts';
import { personsErased, stepsOf } from '../folding/fold.ts';
import type { ViewBuild } from '../ports/view-store.ts';
import type { Feeder } from './feeder.ts';

const page = 100;

type Range = { readonly after: Position | null; readonly upTo: Position | null; readonly also?: Iterable<string> };

/** Ids of documents that two builds have differently, of those that events after a position up to another one touch. */
export async function differingSince(one: Feeder, two: Feeder, range: Range): Promise<ReadonlySet<string>> {
  const { projection } = one.options;
  const builds = [one.options.build, two.options.build] as const;
  const differing = new Set<string>();
  const compare = async (ids: Iterable<string>) => {
    for (const id of await differingOf(...builds, [...ids])) differing.add(id);
  };
  for (let after = range.after; range.upTo !== null && !reaches(after, range.upTo);) {
    const read = await one.read(after, page);
    if (read.length === 0) break;
    const events = read.filter(({ position }) => reaches(range.upTo, position));
    const erased = personsErased(projection, events);
    const theirs = await Promise.all(builds.map((build) => idsOf(erased, projection, build)));
    await compare(new Set([...stepsOf(projection, events).map(({ key }) => key), ...theirs.flat()]));
    after = read.at(-1)!.position;
    await yieldTurn();
  }
  await compare(range.also ?? []);
  return differing;
}

async function differingOf(one: ViewBuild, two: ViewBuild, ids: readonly string[]): Promise<readonly string[]> {
  const kept = await Promise.all([one.load(ids), two.load(ids)]);
  const digests = (id: string) => kept.map((documents) => digestOf(documents.has(id) ? [documents.get(id)!] : []));
  return ids.filter((id) => new Set(digests(id)).size > 1);
}
