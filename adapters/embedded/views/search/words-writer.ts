import type { SearchFields } from '../../../../engine/projections/projection.ts';
import type { SqliteFile, SqlStatement } from '../../sqlite.ts';
import { wordsColumn } from '../schema.ts';
import { wordsAt } from './words.ts';

/** Keeps the full-text index beside the documents, in their transaction. */
export class WordsWriter {
  private readonly fields: readonly string[];
  private readonly known: SqlStatement<string[]>;
  private readonly insert: SqlStatement<never>;
  private readonly clear: SqlStatement<never>;
  private readonly raise: SqlStatement<never>;
  private written = new Set<string>();

  constructor(file: SqliteFile, { text }: SearchFields) {
    this.fields = Object.keys(text);
    const columns = this.fields.map((_, at) => wordsColumn(at));
    this.known = file.prepareArrays(`SELECT ${columns.join(', ')} FROM words WHERE rowid = ?`);
    this.insert = file.prepare(
      `INSERT INTO words (rowid, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`,
    );
    this.clear = file.prepare('DELETE FROM words WHERE rowid = ?');
    this.raise = file.prepare(
      `INSERT INTO meta VALUES ('vocabulary', '1')
       ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`,
    );
  }

  /** Most changes of a document (its stock, its rating) leave its texts alone, and then so do we. */
  put(no: number, document: object): void {
    const words = this.fields.map((field) => wordsAt(document, field));
    const texts = words.map((column) => column.join(' '));
    const before = this.known.get(no);
    if (before !== undefined && texts.every((text, at) => text === before[at])) return;
    if (before !== undefined) this.clear.run(no);
    this.insert.run(no, ...texts);
    for (const word of words.flat()) this.written.add(word);
  }

  remove(no: number): void {
    this.clear.run(no);
  }

  /** The words of this transaction; when there are any, the file's vocabulary counts as another one. */
  finish(): ReadonlySet<string> {
    const { written } = this;
    this.forget();
    if (written.size > 0) this.raise.run();
    return written;
  }

  /** After a roll-back. */
  forget(): void {
    this.written = new Set();
  }
}
