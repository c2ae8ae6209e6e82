import type { OffThreadBuilds } from '../../engine/projections/ports/off-thread.ts';
import { MalformedCursor } from '../../engine/projections/ports/view-store.ts';
import type {
  AggregateRow,
  Checkpoint,
  Filter,
  Order,
  Page,
  SearchPage,
  SearchQuery,
  ViewBuild,
  ViewDocument,
  ViewQuery,
  ViewStore,
} from '../../engine/projections/ports/view-store.ts';
import type { Projection, SearchFields } from '../../engine/projections/projection.ts';
import { compareScalars, matchesFilter, scalarAt, textsAt } from './view-semantics.ts';
import { matchesText } from './view-words.ts';

class RoughBuild implements ViewBuild {
  readonly documents = new Map<string, ViewDocument>();
  private reached: Checkpoint | null = null;

  constructor(
    readonly name: string,
    readonly build: string,
    readonly search: SearchFields | undefined,
  ) {}

  async checkpoint(): Promise<Checkpoint | null> {
    return this.reached;
  }

  async load(ids: readonly string[]): Promise<ReadonlyMap<string, ViewDocument>> {
    return new Map(
      ids.flatMap((id) => {
        const found = this.documents.get(id);
        return found === undefined ? [] : [[id, found] as const];
      }),
    );
  }

  async idsWith(field: string, value: string): Promise<readonly string[]> {
    return this.live().flatMap(({ id, document }) => (scalarAt(document!, field) === value ? [id] : []));
  }

  async write(documents: readonly ViewDocument[], checkpoint: Checkpoint): Promise<void> {
    const before = this.reached?.position ?? '';
    for (const [id, kept] of this.documents) {
      if (kept.document === null && kept.position <= before) this.documents.delete(id);
    }
    for (const { id, document, position } of documents) {
      const copy = document === null ? null : (JSON.parse(JSON.stringify(document)) as object);
      this.documents.set(id, { id, document: copy, position });
    }
    this.reached = checkpoint;
  }

  async scan(afterId: string | null, limit: number): Promise<readonly ViewDocument[]> {
    return this.live()
      .filter(({ id }) => afterId === null || compareScalars(id, afterId) > 0)
      .toSorted((left, right) => compareScalars(left.id, right.id))
      .slice(0, limit);
  }

  live(): ViewDocument[] {
    return [...this.documents.values()].filter(({ document }) => document !== null);
  }
}

/** Views kept in memory by the plainest means: what every other view store must agree with. */
export class RoughViewStore implements ViewStore {
  offThread: OffThreadBuilds = {};
  private readonly kept = new Map<string, Map<string, RoughBuild>>();
  private readonly pointers = new Map<string, string>();

  async open(projection: Projection<never, never> | Projection, build: string): Promise<ViewBuild> {
    const builds = this.kept.get(projection.name) ?? new Map<string, RoughBuild>();
    const opened = builds.get(build) ?? new RoughBuild(projection.name, build, projection.search);
    this.kept.set(projection.name, builds.set(build, opened));
    return opened;
  }

  async builds(name: string): Promise<readonly string[]> {
    return [...(this.kept.get(name)?.keys() ?? [])].toSorted();
  }

  async checkpointOf(name: string, build: string): Promise<Checkpoint | null> {
    return this.kept.get(name)?.get(build)?.checkpoint() ?? null;
  }

  async live(name: string): Promise<string | null> {
    return this.pointers.get(name) ?? null;
  }

  async switchTo(name: string, build: string): Promise<void> {
    if (this.kept.get(name)?.has(build) !== true) throw new Error(`There is no build ${name}@${build}.`);
    this.pointers.set(name, build);
  }

  async drop(name: string, build: string): Promise<void> {
    if (this.pointers.get(name) === build) throw new Error(`${name}@${build} is live and cannot be dropped.`);
    this.kept.get(name)?.delete(build);
  }

  async close(): Promise<void> {}

  async get<Document>(view: string, id: string): Promise<Document | null> {
    return (this.liveBuild(view).documents.get(id)?.document ?? null) as Document | null;
  }

  async getMany<Document>(view: string, ids: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    const found = [...(await this.liveBuild(view).load(ids)).values()].filter(({ document }) => document !== null);
    return new Map(found.map(({ id, document }) => [id, document as Document]));
  }

  async find<Document>(view: string, query: ViewQuery): Promise<Page<Document>> {
    const sorted = this.sorted(view, query.where ?? [], query.orderBy ?? []);
    return page<Document>(sorted, shapeOf(view, query), query);
  }

  async aggregate(
    view: string,
    where: readonly Filter[],
    groupBy: readonly string[],
    sum: readonly string[],
  ): Promise<readonly AggregateRow[]> {
    const groups = new Map<string, object[]>(groupBy.length === 0 ? [['[]', []]] : []);
    for (const { document } of this.sorted(view, where, [])) {
      const key = JSON.stringify(groupBy.map((field) => scalarAt(document!, field)));
      groups.set(key, [...(groups.get(key) ?? []), document!]);
    }
    const keys = [...groups.keys()].map((key) => JSON.parse(key) as (string | number | null)[]);
    const byValue = (left: (string | number | null)[], right: (string | number | null)[]) =>
      left.map((value, index) => compareScalars(value, right[index] ?? null)).find((order) => order !== 0) ?? 0;
    return keys.toSorted(byValue).map((values) => {
      const documents = groups.get(JSON.stringify(values))!;
      const total = (field: string) => documents.reduce((soFar, document) => soFar + numberAt(document, field), 0);
      return {
        group: Object.fromEntries(groupBy.map((field, index) => [field, values[index] ?? null])),
        count: documents.length,
        sums: Object.fromEntries(sum.map((field) => [field, total(field)])),
      };
    });
  }

  async search<Document>(view: string, query: SearchQuery): Promise<SearchPage<Document>> {
    const { search } = this.liveBuild(view);
    if (search === undefined) throw new Error(`The view ${view} declares no search.`);
    const { text } = query;
    const matches = this.sorted(view, query.where ?? [], query.orderBy ?? []).filter(
      ({ document }) => text === undefined || matchesText(textsAt(document!, Object.keys(search.text)), text),
    );
    const found = matches.slice(query.offset ?? 0);
    const facet = (field: string) => {
      const counts = new Map<string | number, number>();
      for (const value of matches.map(({ document }) => scalarAt(document!, field))) {
        if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return [...counts]
        .toSorted(([left, count], [right, other]) => other - count || compareScalars(left, right))
        .map(([value, count]) => ({ value: String(value), count }));
    };
    return {
      ...page<Document>(found, shapeOf(view, query), query),
      total: matches.length,
      facets: Object.fromEntries(search.facets.map((field) => [field, facet(field)])),
    };
  }

  async checkpoint(view: string): Promise<Checkpoint | null> {
    return this.pointers.has(view) ? this.liveBuild(view).checkpoint() : null;
  }

  private liveBuild(view: string): RoughBuild {
    const build = this.kept.get(view)?.get(this.pointers.get(view) ?? '');
    if (build === undefined) throw new Error(`The view ${view} has no live build.`);
    return build;
  }

  private sorted(view: string, where: readonly Filter[], orderBy: readonly Order[]): ViewDocument[] {
    return this.liveBuild(view)
      .live()
      .filter(({ document }) => where.every((filter) => matchesFilter(document!, filter)))
      .toSorted((left, right) => inOrder(left, right, orderBy));
  }
}

function numberAt(document: object, field: string): number {
  const value = scalarAt(document, field);
  return typeof value === 'number' ? value : 0;
}

function inOrder(left: ViewDocument, right: ViewDocument, orderBy: readonly Order[]): number {
  for (const { field, direction } of orderBy) {
    const order = compareScalars(scalarAt(left.document!, field), scalarAt(right.document!, field));
    if (order !== 0) return direction === 'ascending' ? order : -order;
  }
  const byId = compareScalars(left.id, right.id);
  return orderBy.at(-1)?.direction === 'descending' ? -byId : byId;
}

/** The rough cursor is the last document's id: pages shift when that document goes, which tests do not do. */
function page<Document>(
  sorted: readonly ViewDocument[],
  shape: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Page<Document> {
  const start = cursor === undefined ? 0 : sorted.findIndex(({ id }) => id === idIn(cursor, shape)) + 1;
  if (cursor !== undefined && start === 0) throw new MalformedCursor('This query never gave that cursor.');
  const items = sorted.slice(start, start + limit);
  const more = start + limit < sorted.length;
  const nextCursor = more ? Buffer.from(JSON.stringify([shape, items.at(-1)!.id])).toString('base64url') : null;
  return { items: items.map(({ document }) => document as Document), nextCursor };
}

function idIn(cursor: string, shape: string): string {
  try {
    const [madeFor, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, string];
    if (madeFor === shape && Buffer.from(cursor, 'base64url').toString('base64url') === cursor) return id;
  } catch {
    throw new MalformedCursor('This is no cursor.');
  }
  throw new MalformedCursor('This query never gave that cursor.');
}

function shapeOf(view: string, query: ViewQuery | SearchQuery): string {
  const { where = [], orderBy = [] } = query;
  return JSON.stringify([view, where, orderBy, 'text' in query ? query.text : null]);
}
