import type { SearchFields } from '../../../../engine/projections/projection.ts';
import { MalformedCursor } from '../../../../engine/projections/ports/view-store.ts';
import type { Page, SearchPage, SearchQuery } from '../../../../engine/projections/ports/view-store.ts';
import type { SqliteFile, SqlStatement } from '../../sqlite.ts';
import { allOf, asksForNul, conditionsOf } from '../conditions.ts';
import type { Condition } from '../conditions.ts';
import { readCursor, shapeOf, writeCursor } from '../cursor.ts';
import type { Declaration } from '../declaration.ts';
import { emptyPage, Finder } from '../finder.ts';
import type { Selection } from '../finder.ts';
import { documentsSource, sourceFor } from '../source.ts';
import { Counts } from './counts.ts';
import { Vocabulary } from './vocabulary.ts';
import { wordsOf } from './words.ts';

/** Two queries in FTS5's language: the words as typed, and each with the words it may stand for. */
type WordQuery = { readonly exact: string; readonly forgiving: string };

/** A millisecond each; in a longer text the rest must match exactly, or one request could hold up all others. */
const forgivenWords = 32;

/** Finds documents by words and filters, counts them, and counts their facets. */
export class Searcher {
  private readonly finder: Finder;
  private readonly counts: Counts;
  private readonly view: string;
  private readonly declaration: Declaration;
  private readonly fields: SearchFields;
  private readonly file: SqliteFile;
  private readonly version: SqlStatement<[string]>;
  private vocabulary: { words: Vocabulary; version: number } | null = null;

  constructor(file: SqliteFile, view: string, declaration: Declaration, fields: SearchFields) {
    this.finder = new Finder(file, view, declaration);
    this.counts = new Counts(file, fields.facets);
    this.view = view;
    this.declaration = declaration;
    this.fields = fields;
    this.file = file;
    this.version = file.prepareArrays("SELECT value FROM meta WHERE key = 'vocabulary'");
  }

  search<Document>(query: SearchQuery): SearchPage<Document> {
    const { text, where = [], orderBy = [] } = query;
    const shape = shapeOf(this.view, where, orderBy, text ?? null);
    const words = text === undefined ? null : this.wordQuery(text);
    if (words === 'nothing' || asksForNul(where)) return { ...emptyPage(query.cursor), ...this.counts.ofNothing() };
    const selection = this.selection(query, words);
    const page =
      words !== null && orderBy.length === 0
        ? this.byRelevance<Document>(selection, words, shape, query)
        : this.finder.page<Document>(selection, shape, query);
    return { ...page, ...this.counts.of(selection) };
  }

  /** Reads the vocabulary, which takes 100 ms for 20,000 products: better at the opening than in the first search. */
  prepare(): void {
    this.currentVocabulary();
  }

  /** Takes in the words of a write just committed, instead of reading the whole vocabulary again. */
  learn(words: ReadonlySet<string>): void {
    if (this.vocabulary === null || words.size === 0) return;
    this.vocabulary.words.add(words);
    this.vocabulary.version += 1;
  }

  private selection({ where = [], orderBy = [] }: SearchQuery, words: WordQuery | null): Selection {
    if (words === null) {
      const source = sourceFor(this.declaration, where, orderBy);
      return { source, conditions: conditionsOf(where, source), orderBy };
    }
    const source = documentsSource(this.declaration, 'words CROSS JOIN documents d ON d.no = words.rowid');
    const matching: Condition = { sql: 'words MATCH ?', values: [words.forgiving] };
    return { source, conditions: [matching, ...conditionsOf(where, source)], orderBy };
  }

  /** What matches as typed comes before what matches forgivingly; then by weighted bm25, then by id. */
  private byRelevance<Document>(
    { source, conditions }: Selection,
    words: WordQuery,
    shape: string,
    { limit, offset, cursor }: SearchQuery,
  ): Page<Document> {
    const skipped = cursor === undefined ? (offset ?? 0) : offsetIn(cursor, shape);
    const weights = Object.values(this.fields.text).map(Number).join(', ');
    const asTyped = 'words.rowid IN (SELECT rowid FROM words WHERE words MATCH ?)';
    const { sql, values } = allOf(conditions);
    const numbers = this.finder.statements.column(
      `SELECT d.no FROM ${source.from} WHERE ${sql}
       ORDER BY ${asTyped} DESC, bm25(words, ${weights}), d.id LIMIT ? OFFSET ?`,
      [...values, words.exact, limit + 1, skipped],
    );
    const rows = this.finder.rows(numbers.slice(0, limit));
    return {
      items: rows.map(([, document]) => JSON.parse(document) as Document),
      nextCursor: numbers.length > limit ? writeCursor(shape, [skipped + limit]) : null,
    };
  }

  /** Words hold letters and digits only, so nothing of FTS5's language can be in them; quoted, not even AND is one. */
  private wordQuery(text: string): WordQuery | 'nothing' {
    const words = [...new Set(wordsOf(text))];
    if (words.length === 0) return 'nothing';
    const vocabulary = this.currentVocabulary();
    const anyOf = (meant: readonly string[]) => `(${meant.map((word) => `"${word}"`).join(' OR ')})`;
    return {
      exact: words.map((word) => `"${word}"`).join(' AND '),
      forgiving: words.map((word, at) => anyOf(at < forgivenWords ? vocabulary.meant(word) : [word])).join(' AND '),
    };
  }

  private currentVocabulary(): Vocabulary {
    const version = Number(this.version.get()?.[0] ?? 0);
    if (this.vocabulary?.version !== version) {
      const words = new Vocabulary();
      words.add(
        this.file
          .prepareArrays<[string]>('SELECT term FROM vocabulary')
          .all()
          .map(([term]) => term),
      );
      this.vocabulary = { words, version };
    }
    return this.vocabulary.words;
  }
}

/** Relevance moves with every document, so its pages are counted, not keyed. */
function offsetIn(cursor: string, shape: string): number {
  const [offset] = readCursor(cursor, shape, 1);
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) {
    throw new MalformedCursor('This query never gave that cursor.');
  }
  return offset;
}
