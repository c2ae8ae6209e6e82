import type { Position } from '../../../engine/log/position.ts';
import { valueAt } from '../../../engine/projections/folding/value-at.ts';
import type { ViewDocument } from '../../../engine/projections/ports/view-store.ts';
import type { SqliteFile, SqlStatement } from '../sqlite.ts';
import type { Declaration, ElementTable } from './declaration.ts';
import { scalarAt, withoutNul } from './fields.ts';
import { columnOf } from './schema.ts';
import { WordsWriter } from './search/words-writer.ts';

/** What is kept is later than what is written, and not what that takes the place of. */
const isLater = '(position > ? AND position <> ?)';

/** Writes documents and all that is derived from them; the caller holds the transaction. */
export class DocumentWriter {
  readonly words: WordsWriter | null;
  private readonly columns: readonly string[];
  private readonly elements: readonly ElementsWriter[];
  private readonly upsert: SqlStatement<{ no: number }>;
  private readonly remove: SqlStatement<{ no: number }>;
  private readonly bury: SqlStatement<never>;
  private readonly unbury: SqlStatement<never>;

  constructor(file: SqliteFile, declaration: Declaration) {
    this.columns = declaration.columns;
    this.elements = declaration.elements.map((table) => new ElementsWriter(file, table));
    this.words = declaration.search === null ? null : new WordsWriter(file, declaration.search);
    const names = ['id', 'position', 'document', ...this.columns.map(columnOf)];
    const updates = names.slice(1).map((name) => `${name} = excluded.${name}`);
    this.upsert = file.prepare(
      `INSERT INTO documents (${names.join(', ')}) SELECT ${names.map(() => '?').join(', ')}
       WHERE NOT EXISTS (SELECT 1 FROM tombstones WHERE id = ? AND ${isLater})
       ON CONFLICT (id) DO UPDATE SET ${updates.join(', ')} WHERE NOT ${isLater} RETURNING no`,
    );
    this.remove = file.prepare(`DELETE FROM documents WHERE id = ? AND NOT ${isLater} RETURNING no`);
    this.bury = file.prepare(
      `INSERT INTO tombstones SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM documents WHERE id = ?)
       ON CONFLICT (id) DO UPDATE SET position = excluded.position WHERE NOT ${isLater}`,
    );
    this.unbury = file.prepare('DELETE FROM tombstones WHERE id = ?');
  }

  /** Answers the JSON that was written; null when the document was deleted, or a later one is kept. */
  write({ id, position, document, replaces = position }: ViewDocument): string | null {
    const unlessLater = [position, replaces] as const;
    if (document === null) {
      this.delete(id, position, unlessLater);
      return null;
    }
    const text = JSON.stringify(document);
    const values = this.columns.map((field) => scalarAt(document, field));
    const row = this.upsert.get(id, position, text, ...values, id, ...unlessLater, ...unlessLater);
    if (row === undefined) return null;
    this.unbury.run(id);
    for (const elements of this.elements) elements.put(row.no, id, document);
    this.words?.put(row.no, document);
    return text;
  }

  private delete(id: string, position: Position, unlessLater: readonly [Position, Position]): void {
    const row = this.remove.get(id, ...unlessLater);
    this.bury.run(id, position, id, ...unlessLater);
    if (row === undefined) return;
    for (const elements of this.elements) elements.remove(row.no);
    this.words?.remove(row.no);
  }
}

/** Keeps one table of array elements. */
class ElementsWriter {
  private readonly table: ElementTable;
  private readonly insert: SqlStatement<never>;
  private readonly clear: SqlStatement<never>;

  constructor(file: SqliteFile, table: ElementTable) {
    this.table = table;
    const { name, fields } = table;
    const columns = ['no', 'element', ...fields.map(columnOf), 'id'];
    this.insert = file.prepare(
      `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    this.clear = file.prepare(`DELETE FROM ${name} WHERE no = ?`);
  }

  put(no: number, id: string, document: object): void {
    this.clear.run(no);
    const array = valueAt(document, this.table.element);
    const elements = Array.isArray(array) ? array.filter((element) => typeof element === 'string') : [];
    const values = this.table.fields.map((field) => scalarAt(document, field));
    for (const element of new Set(elements)) this.insert.run(no, withoutNul(element), ...values, id);
  }

  remove(no: number): void {
    this.clear.run(no);
  }
}
