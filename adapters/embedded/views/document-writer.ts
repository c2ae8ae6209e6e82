import type { Position } from '../../../engine/log/position.ts';
import type { SqliteFile, SqlStatement } from '../sqlite.ts';
import type { Declaration, ElementTable } from './declaration.ts';
import { scalarAt, valueAt, withoutNul } from './fields.ts';
import { columnOf } from './schema.ts';
import { WordsWriter } from './search/words-writer.ts';

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
      `INSERT INTO documents (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
       ON CONFLICT (id) DO UPDATE SET ${updates.join(', ')} RETURNING no`,
    );
    this.remove = file.prepare('DELETE FROM documents WHERE id = ? RETURNING no');
    this.bury = file.prepare(
      'INSERT INTO tombstones VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET position = excluded.position',
    );
    this.unbury = file.prepare('DELETE FROM tombstones WHERE id = ?');
  }

  /** Answers the JSON that was written. */
  put(id: string, position: Position, document: object): string {
    const text = JSON.stringify(document);
    const values = this.columns.map((field) => scalarAt(document, field));
    const { no } = this.upsert.get(id, position, text, ...values)!;
    this.unbury.run(id);
    for (const elements of this.elements) elements.put(no, id, document);
    this.words?.put(no, document);
    return text;
  }

  delete(id: string, position: Position): void {
    const row = this.remove.get(id);
    this.bury.run(id, position);
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
