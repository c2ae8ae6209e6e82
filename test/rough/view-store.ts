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
import type { Projection } from '../../engine/projections/projection.ts';
import { emptyBuild, RoughBuild } from './view-build.ts';
import type { KeptBuild } from './view-build.ts';
import { compareScalars, matchesFilter, scalarAt, textsAt } from './view-semantics.ts';
import { matchesText } from './view-words.ts';

/** What outlives the store: the builds of each view, and which of them is live. */
export type KeptViews = {
  readonly builds: Map<string, Map<string, KeptBuild>>;
  readonly pointers: Map<string, string>;
};
export const emptyViews = (): KeptViews => ({ builds: new Map(), pointers: new Map() });

/** Views kept in memory by the plainest means: what every other view store must agree with. */
export class RoughViewStore implements ViewStore {
  private isClosed = false;

  constructor(
    private readonly kept: KeptViews = emptyViews(),
    readonly offThread: OffThreadBuilds = {},
  ) {}

  async open(projection: Projection<never, never> | Projection, build: string): Promise<ViewBuild> {
    const { name, search } = projection;
    const builds = this.kept.builds.get(name) ?? new Map<string, KeptBuild>();
    this.kept.builds.set(name, builds.set(build, builds.get(build) ?? emptyBuild(search)));
    return this.build(name, build)!;
  }

  async builds(name: string): Promise<readonly string[]> {
    return [...(this.kept.builds.get(name)?.keys() ?? [])].toSorted();
  }

  async checkpointOf(name: string, build: string): Promise<Checkpoint | null> {
    return this.build(name, build)?.checkpoint() ?? null;
  }

  async live(name: string): Promise<string | null> {
    return this.kept.pointers.get(name) ?? null;
  }

  async switchTo(name: string, build: string): Promise<void> {
    if (this.build(name, build) === null) throw new Error(`There is no build ${name}@${build}.`);
    this.kept.pointers.set(name, build);
  }

  async drop(name: string, build: string): Promise<void> {
    if (this.kept.pointers.get(name) === build) throw new Error(`${name}@${build} is live and cannot be dropped.`);
    this.kept.builds.get(name)?.delete(build);
  }

  /** Builds that were opened here are of no more use. */
  async close(): Promise<void> {
    this.isClosed = true;
  }

  async get<Document>(view: string, id: string): Promise<Document | null> {
    return (this.liveBuild(view).kept.documents.get(id)?.document ?? null) as Document | null;
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
    const { search } = this.liveBuild(view).kept;
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
    return this.kept.pointers.has(view) ? this.liveBuild(view).checkpoint() : null;
  }

  private liveBuild(view: string): RoughBuild {
    const build = this.build(view, this.kept.pointers.get(view) ?? '');
    if (build === null) throw new Error(`The view ${view} has no live build.`);
    return build;
  }

  private build(name: string, build: string): RoughBuild | null {
    const kept = this.kept.builds.get(name)?.get(build);
    return kept === undefined ? null : new RoughBuild(name, build, kept, () => this.isClosed);
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
