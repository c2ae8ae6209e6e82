import type { LogReader } from '../../feed/log-feed.ts';
import type { Poison } from '../../feed/parked-events.ts';
import type { Position } from '../../log/position.ts';
import { reaches } from '../../log/position.ts';
import type { Projection } from '../projection.ts';
import type { ViewBuild, ViewDocument } from '../ports/view-store.ts';
import { digestAfter, emptyDigest } from './digest.ts';
import { foldSteps, forget, personsErased, stepsOf, typesReadBy, type Documents } from './fold.ts';
import type { ParkedKeys } from './parked-keys.ts';
import { isInShare, type Share } from './share.ts';

/** What one batch of the log comes to in one share of the keys. */
export type Folded = {
  readonly events: number;
  /** The batch's last event; null: there is none up to the bound. */
  readonly last: { readonly position: Position; readonly id: string } | null;
  readonly documents: readonly ViewDocument[];
  /** What they add to the digest. */
  readonly digest: string;
  readonly poison: readonly Poison[];
};

/** Folds one share of a projection's keys, here or in a thread of its own. */
export interface FoldsShare {
  /** The same batch in every share, for the same arguments. Its documents are kept until they are saved. */
  fold(after: Position | null, upTo: Position): Promise<Folded>;
  /** Everything up to the position is in the build. */
  saved(position: Position): void;
}

export type ShareFoldOptions = {
  readonly projection: Projection;
  readonly share: Share;
  readonly log: LogReader;
  readonly build: Pick<ViewBuild, 'load' | 'idsWith'>;
  readonly parked: ParkedKeys;
  /** Events of a batch. */
  readonly batch: number;
};

/** Runs ahead of what is saved: it remembers the documents that are not in the build yet. */
export class ShareFold implements FoldsShare {
  private readonly unsaved: Documents = new Map();
  private readonly types: ReadonlySet<string>;

  constructor(private readonly options: ShareFoldOptions) {
    this.types = typesReadBy(options.projection);
  }

  async fold(after: Position | null, upTo: Position): Promise<Folded> {
    const { projection, share, log, parked, batch } = this.options;
    const read = await log.read(after, batch, this.types);
    const events = read.filter(({ position }) => reaches(upTo, position));
    const steps = stepsOf(projection, events).filter(({ key }) => isInShare(key, share));
    const erased = personsErased(projection, events);
    const before = await this.load(new Set([...steps.map(({ key }) => key), ...(await this.keysOf(erased))]));
    const documents: Documents = new Map(before);
    const { changed, poison } = foldSteps(projection, steps, documents, parked);
    const blanked = events.length === 0 ? [] : forget(projection, erased, documents, parked, events.at(-1)!);
    const written = [...new Set([...changed, ...blanked])].map((id) => documents.get(id)!);
    for (const document of written) this.unsaved.set(document.id, document);
    const digest = digestAfter(emptyDigest, before, written);
    return { events: events.length, last: events.at(-1) ?? null, documents: written, digest, poison };
  }

  saved(position: Position): void {
    for (const [id, document] of this.unsaved) if (reaches(position, document.position)) this.unsaved.delete(id);
  }

  /** Keys of the share whose documents may keep something of these persons. */
  private async keysOf(persons: ReadonlySet<string>): Promise<readonly string[]> {
    const { projection, share, build } = this.options;
    const keys = persons.size === 0 ? [] : [...this.unsaved.keys()];
    for (const person of persons) keys.push(...(await build.idsWith(projection.erases!.field, person)));
    return keys.filter((key) => isInShare(key, share));
  }

  private async load(keys: ReadonlySet<string>): Promise<Documents> {
    // Taken first: what is being saved meanwhile would be found neither here nor in what is loaded.
    const unsaved = new Map([...this.unsaved].filter(([key]) => keys.has(key)));
    const loaded = await this.options.build.load([...keys].filter((key) => !unsaved.has(key)));
    return new Map([...loaded, ...unsaved]);
  }
}
