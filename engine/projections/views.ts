import type { Event } from '../log/event.ts';
import type { AggregateRow, Filter, NamedViews, Page, SearchPage, SearchQuery, ViewQuery } from './ports/view-store.ts';
import type { Projection } from './projection.ts';

/** The live build of one view, read as the documents that its projection folds. Fields are dot paths into them. */
export class View<Document> {
  constructor(
    private readonly views: NamedViews,
    private readonly name: string,
  ) {}

  get(id: string): Promise<Document | null> {
    return this.views.get(this.name, id);
  }

  /** Those of the documents that there are, by id. */
  getMany(ids: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    return this.views.getMany(this.name, ids);
  }

  /** Throws MalformedCursor. */
  find(query: ViewQuery): Promise<Page<Document>> {
    return this.views.find(this.name, query);
  }

  aggregate(
    where: readonly Filter[],
    groupBy: readonly string[],
    sum: readonly string[],
  ): Promise<readonly AggregateRow[]> {
    return this.views.aggregate(this.name, where, groupBy, sum);
  }

  /** Throws MalformedCursor, and when the projection declares no search. */
  search(query: SearchQuery): Promise<SearchPage<Document>> {
    return this.views.search(this.name, query);
  }
}

/** Views read through their projections, which know the name and the type of the documents. */
export class Views {
  constructor(private readonly named: NamedViews) {}

  of<Document extends object, E extends Event>({ name }: Projection<Document, E>): View<Document> {
    return new View(this.named, name);
  }
}
