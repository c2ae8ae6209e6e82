import type { ViewBuild } from '../ports/view-store.ts';
import { addDigests, digestOf, scanDigest } from './digest.ts';
import { foldOn, type FoldOn } from './fold-on.ts';
import { UnsavedDocuments } from './unsaved-documents.ts';

/** `after`: the build's checkpoint. `upTo`: where no document of the build is beyond, as the log's head. */
type DigestAt = Pick<FoldOn, 'projection' | 'parked' | 'log' | 'after' | 'upTo' | 'signal'>;

/**
 * The digest that a build has at a position, while nobody writes to it. Its documents may run ahead of its checkpoint,
 * some of them without the others, so that it is at no position at all: what each of them lacks is folded in memory.
 */
export async function digestAt(build: Pick<ViewBuild, 'load' | 'idsWith' | 'scan'>, fold: DigestAt): Promise<string> {
  const documents = new UnsavedDocuments(build);
  await foldOn({ ...fold, documents });
  const { unsaved } = documents;
  return addDigests(digestOf(unsaved.values()), await scanDigest(build, unsaved));
}
