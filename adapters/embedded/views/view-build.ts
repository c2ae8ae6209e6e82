import { yieldTurn } from '../../../engine/tools/yield-turn.ts';
import { failpoint } from '../../../engine/tools/failpoint.ts';
import type { Checkpoint, ViewBuild, ViewDocument } from '../../../engine/projections/ports/view-store.ts';
import type { SqlStatement } from '../sqlite.ts';
import { DocumentCache } from './document-cache.ts';
import { DocumentWriter } from './document-writer.ts';
import type { Declaration } from './declaration.ts';
import { Finder } from './finder.ts';
import { Searcher } from './search/searcher.ts';
import { closeViewFile, deleteViewFile, openViewFile, readable } from './view-file.ts';
import type { ViewFile } from './view-file.ts';
import type { Position } from '../../../engine/log/position.ts';

/** How long another process may hold up this thread. */
const atOnceMs = 20;

/** How long documents are written before the event loop gets a turn. */
const sliceMs = 3;

/** A build in a SQLite file of its own. */
export class EmbeddedViewBuild implements ViewBuild {
  readonly name: string;
  readonly build: string;
  readonly finder: Finder;
  readonly searcher: Searcher | null;
  private readonly file: ViewFile;
  private readonly documents: DocumentWriter;
  private readonly recent = new DocumentCache();
  private readonly one: SqlStatement<[position: Position, document: string]>;
  private readonly tombstone: SqlStatement<[position: Position]>;
  private readonly page: SqlStatement<[id: string, position: Position, document: string]>;
  private readonly reached: SqlStatement<[string]>;
  private readonly reach: SqlStatement<never>;
  private readonly forgetTombstones: SqlStatement<never>;
  private writing: Promise<unknown> = Promise.resolve();

  /** `declared` null: the file exists and says itself what it keeps. Throws DamagedView. */
  constructor(
    path: string,
    name: string,
    build: string,
    declared: Declaration | null,
    private readonly between: () => void = () => {},
  ) {
    this.name = name;
    this.build = build;
    this.file = openViewFile(path, declared);
    const { reader, writer, declaration } = this.file;
    this.documents = new DocumentWriter(writer, declaration);
    this.finder = new Finder(reader, name, declaration);
    this.searcher = declaration.search === null ? null : new Searcher(reader, name, declaration, declaration.search);
    this.read(() => this.searcher?.prepare());
    this.one = reader.prepareArrays('SELECT position, document FROM documents WHERE id = ?');
    this.tombstone = reader.prepareArrays('SELECT position FROM tombstones WHERE id = ?');
    this.page = reader.prepareArrays('SELECT id, position, document FROM documents WHERE id > ? ORDER BY id LIMIT ?');
    this.reached = reader.prepareArrays("SELECT value FROM meta WHERE key = 'checkpoint'");
    this.reach = writer.prepare(
      "INSERT INTO meta VALUES ('checkpoint', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
    this.forgetTombstones = writer.prepare('DELETE FROM tombstones WHERE position <= ?');
  }

  async checkpoint(): Promise<Checkpoint | null> {
    return this.read(() => this.checkpointNow());
  }

  async load(ids: readonly string[]): Promise<ReadonlyMap<string, ViewDocument>> {
    return this.read(() => {
      const found = new Map<string, ViewDocument>();
      for (const id of ids) {
        const known = this.recent.forFold(id) ?? this.readForFold(id);
        const buried = known === undefined ? this.tombstone.get(id) : undefined;
        if (known !== undefined) found.set(id, known);
        if (buried !== undefined) found.set(id, { id, position: buried[0], document: null });
      }
      return found;
    });
  }

  async idsWith(field: string, value: string): Promise<readonly string[]> {
    return this.read(() => this.finder.ids([{ field, equals: value }]));
  }

  /** One document, or null; for queries. */
  get(id: string): object | null {
    const text = this.recent.get(id)?.text ?? this.read(() => this.readText(id));
    return text === undefined ? null : (JSON.parse(text) as object);
  }

  async write(documents: readonly ViewDocument[], checkpoint: Checkpoint): Promise<void> {
    const written = this.writing.then(() => this.writeNow(documents, checkpoint));
    this.writing = written.catch(() => undefined);
    return written;
  }

  async scan(afterId: string | null, limit: number): Promise<readonly ViewDocument[]> {
    const rows = this.read(() => this.page.all(afterId ?? '', limit));
    return rows.map(([id, position, document]) => ({ id, position, document: JSON.parse(document) as object }));
  }

  keeps(declared: Declaration): boolean {
    return JSON.stringify(declared) === JSON.stringify(this.file.declaration);
  }

  /** Runs a query; a broken file becomes a DamagedView. */
  read<Result>(query: () => Result): Result {
    return readable(this.file.path, query);
  }

  /**
   * Empties the write-ahead log once what is being written is, so that deleted text is nowhere in the files. Throws
   * StoreUnavailable, at once, while somebody else reads the file: waiting would stop this thread.
   */
  async truncateLog(): Promise<void> {
    const truncated = this.writing.then(() => this.file.writer.truncateLog(atOnceMs));
    this.writing = truncated.catch(() => undefined);
    return truncated;
  }

  async close(): Promise<void> {
    await this.writing;
    closeViewFile(this.file);
  }

  /** Closes the build and deletes its file. */
  async remove(): Promise<void> {
    await this.writing;
    deleteViewFile(this.file);
  }

  private readText(id: string): string | undefined {
    const row = this.one.get(id);
    if (row !== undefined) this.recent.put(id, ...row);
    return row?.[1];
  }

  private readForFold(id: string): ViewDocument | undefined {
    const row = this.one.get(id);
    if (row === undefined) return undefined;
    const document = JSON.parse(row[1]) as object;
    this.recent.put(id, ...row, document);
    return { id, position: row[0], document };
  }

  private checkpointNow(): Checkpoint | null {
    const row = this.reached.get();
    return row === undefined ? null : (JSON.parse(row[0]) as Checkpoint);
  }

  private async writeNow(documents: readonly ViewDocument[], checkpoint: Checkpoint): Promise<void> {
    const { writer } = this.file;
    const before = this.read(() => this.checkpointNow());
    const texts = new Map<string, string>();
    writer.exec('BEGIN IMMEDIATE');
    try {
      let sliceEnds = performance.now() + sliceMs;
      for (const written of documents) {
        if (performance.now() > sliceEnds) {
          await yieldTurn();
          sliceEnds = performance.now() + sliceMs;
        }
        this.between();
        const text = this.documents.write(written);
        if (text !== null) texts.set(written.id, text);
      }
      if (before !== null) this.forgetTombstones.run(before.position);
      const words = this.documents.words?.finish();
      failpoint('view:before-checkpoint');
      this.reach.run(JSON.stringify(checkpoint));
      writer.exec('COMMIT');
      this.remember(documents, texts);
      if (words !== undefined) this.searcher?.learn(words);
    } catch (error) {
      for (const { id } of documents) this.recent.remove(id);
      this.rollBack();
      throw error;
    }
  }

  private remember(documents: readonly ViewDocument[], texts: ReadonlyMap<string, string>): void {
    for (const { id, position, document } of documents) {
      const text = texts.get(id);
      if (text === undefined) this.recent.remove(id);
      else this.recent.put(id, position, text, document);
    }
  }

  private rollBack(): void {
    this.documents.words?.forget();
    try {
      this.file.writer.exec('ROLLBACK');
    } catch {
      // A full disk has rolled back already, and then there is nothing to roll back.
    }
  }
}
