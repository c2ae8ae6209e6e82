import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { OffThreadBuilds } from '../../../engine/projections/ports/off-thread.ts';
import type { Projection } from '../../../engine/projections/projection.ts';
import type {
  AggregateRow,
  Checkpoint,
  Filter,
  Page,
  SearchPage,
  SearchQuery,
  ViewBuild,
  ViewQuery,
  ViewStore,
} from '../../../engine/projections/ports/view-store.ts';
import { SqliteFile } from '../sqlite.ts';
import { makeFolder } from '../make-folder.ts';
import { declarationOf } from './declaration.ts';
import type { Declaration } from './declaration.ts';
import { Pointers } from './pointers.ts';
import { EmbeddedViewBuild } from './view-build.ts';
import { checkpointIn, deleteFiles } from './view-file.ts';

/**
 * Views in SQLite under `views/` of the data folder: one disposable file a build, a durable one for what is live.
 * Damaged or foreign files throw DamagedView; a full disk throws StoreUnavailable.
 */
export class EmbeddedViewStore implements ViewStore {
  private readonly dir: string;
  private readonly pointers: Pointers;
  private readonly opened = new Map<string, EmbeddedViewBuild>();

  constructor(
    dataDir: string,
    readonly offThread: OffThreadBuilds = {},
  ) {
    this.dir = join(dataDir, 'views');
    makeFolder(this.dir);
    this.pointers = new Pointers(new SqliteFile(join(this.dir, 'pointers.db'), 'durable'));
  }

  async open(projection: Projection<never, never> | Projection, build: string): Promise<ViewBuild> {
    const declared = declarationOf(projection);
    const path = this.path(projection.name, build);
    const opened = this.opened.get(path);
    if (opened !== undefined && !opened.keeps(declared)) {
      this.opened.delete(path);
      await opened.close();
    }
    return this.build(projection.name, build, declared);
  }

  async builds(name: string): Promise<readonly string[]> {
    const [start, end] = [`${checkedName(name)}@`, '.db'];
    const files = readdirSync(this.dir).filter((file) => file.startsWith(start) && file.endsWith(end));
    return files.map((file) => file.slice(start.length, -end.length)).toSorted();
  }

  async checkpointOf(name: string, build: string): Promise<Checkpoint | null> {
    const path = this.path(name, build);
    return this.opened.get(path)?.checkpoint() ?? checkpointIn(path);
  }

  async live(name: string): Promise<string | null> {
    return this.pointers.live(name);
  }

  async switchTo(name: string, build: string): Promise<void> {
    if (!existsSync(this.path(name, build))) throw new Error(`There is no build ${name}@${build}.`);
    this.pointers.switchTo(name, build);
  }

  async drop(name: string, build: string): Promise<void> {
    if (this.pointers.live(name) === build) throw new Error(`${name}@${build} is live and cannot be dropped.`);
    const path = this.path(name, build);
    const opened = this.opened.get(path);
    this.opened.delete(path);
    if (opened === undefined) deleteFiles(path);
    else await opened.remove();
  }

  async get<Document>(view: string, id: string): Promise<Document | null> {
    const build = this.liveBuild(view);
    return hasNul(id) ? null : (build.get(id) as Document | null);
  }

  async getMany<Document>(view: string, ids: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    const build = this.liveBuild(view);
    const found = new Map<string, Document>();
    for (const id of ids) {
      const document = hasNul(id) ? null : build.get(id);
      if (document !== null) found.set(id, document as Document);
    }
    return found;
  }

  async find<Document>(view: string, query: ViewQuery): Promise<Page<Document>> {
    const build = this.liveBuild(view);
    return build.read(() => build.finder.find<Document>(query));
  }

  async aggregate(
    view: string,
    where: readonly Filter[],
    groupBy: readonly string[],
    sum: readonly string[],
  ): Promise<readonly AggregateRow[]> {
    const build = this.liveBuild(view);
    return build.read(() => build.finder.aggregate(where, groupBy, sum));
  }

  async search<Document>(view: string, query: SearchQuery): Promise<SearchPage<Document>> {
    const build = this.liveBuild(view);
    const { searcher } = build;
    if (searcher === null) throw new Error(`The view ${view} declares no search.`);
    return build.read(() => searcher.search<Document>(query));
  }

  async checkpoint(view: string): Promise<Checkpoint | null> {
    return this.pointers.live(view) === null ? null : this.liveBuild(view).checkpoint();
  }

  /** Removes what was deleted from the write-ahead logs too; an erasure ends with it. */
  async truncateLogs(): Promise<void> {
    await Promise.all([...this.opened.values()].map((build) => build.truncateLog()));
  }

  /** After the writes under way. */
  async close(): Promise<void> {
    const builds = [...this.opened.values()];
    this.opened.clear();
    await Promise.all(builds.map((build) => build.close()));
    this.pointers.close();
  }

  private liveBuild(view: string): EmbeddedViewBuild {
    const live = this.pointers.live(view);
    if (live === null) throw new Error(`The view ${view} has no live build.`);
    return this.build(view, live, null);
  }

  /** Opened once; `declared` null: whatever the file says. */
  private build(name: string, build: string, declared: Declaration | null): EmbeddedViewBuild {
    const path = this.path(name, build);
    const opened = this.opened.get(path) ?? new EmbeddedViewBuild(path, name, build, declared);
    this.opened.set(path, opened);
    return opened;
  }

  private path(name: string, build: string): string {
    return join(this.dir, fileName(name, build));
  }
}

/** A build that another thread fills before the store opens it. `between` is called before each document is written. */
export function openViewBuild(
  dataDir: string,
  projection: Projection,
  build: string,
  between?: () => void,
): EmbeddedViewBuild {
  const { name } = projection;
  return new EmbeddedViewBuild(viewFile(dataDir, name, build), name, build, declarationOf(projection), between);
}

/** Where the documents of a build are kept. */
export function viewFile(dataDir: string, name: string, build: string): string {
  return join(dataDir, 'views', fileName(name, build));
}

function fileName(name: string, build: string): string {
  return `${checkedName(name)}@${checkedName(build)}.db`;
}

/** Names become files: nothing that could lead elsewhere. */
function checkedName(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw new Error(`'${name}' cannot name a view or a build.`);
  return name;
}

/** SQLite would cut the text there; no id has it. */
const hasNul = (id: string): boolean => id.includes('\0');
