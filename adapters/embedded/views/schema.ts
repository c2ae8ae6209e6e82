import type { SqliteFile } from '../sqlite.ts';
import type { Declaration } from './declaration.ts';

/** Says that a file holds a view of this engine ("view"), and in which layout. */
export const applicationId = 0x76696577;
export const layout = 2;

/** The column of a declared field. Brackets: a misspelt name must be an error, never a text literal. */
export const columnOf = (field: string): string => `[f.${field}]`;

/** The full-text column of the n-th searchable field. */
export const wordsColumn = (at: number): string => `c${at}`;

/** What every file has, whatever it declares. */
export function createFile(file: SqliteFile): void {
  file.exec(`
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE tombstones (id TEXT PRIMARY KEY, position TEXT NOT NULL) STRICT, WITHOUT ROWID;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${layout};`);
}

/** Layout 1 kept a digest in the checkpoint; its engine would go on from one that is not there. */
export function upgradeFile(file: SqliteFile): void {
  file.exec(`
    UPDATE meta SET value = json_remove(value, '$.digest') WHERE key = 'checkpoint';
    PRAGMA user_version = ${layout};`);
}

/** The documents and all that is derived from them. */
export function createTables(file: SqliteFile, { columns, indexes, elements, search }: Declaration): void {
  const typed = (fields: readonly string[]) => fields.map((field) => `${columnOf(field)} ANY, `).join('');
  const listed = (fields: readonly string[]) => fields.map((field) => `${columnOf(field)}, `).join('');
  file.exec(`CREATE TABLE documents (
    no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, position TEXT NOT NULL, ${typed(columns)}document TEXT NOT NULL) STRICT`);
  indexes.forEach((fields, at) => file.exec(`CREATE INDEX documents_${at} ON documents (${listed(fields)}id)`));
  for (const { name, fields } of elements) {
    file.exec(`
      CREATE TABLE ${name} (no INTEGER NOT NULL, element TEXT NOT NULL, ${typed(fields)}id TEXT NOT NULL) STRICT;
      CREATE INDEX ${name}_elements ON ${name} (element, ${listed(fields)}id, no);
      CREATE INDEX ${name}_documents ON ${name} (no)`);
  }
  if (search !== null) createWords(file, Object.keys(search.text).length);
}

/** Texts come folded and split already (search/words.ts): the tokenizer has only to cut at spaces. */
function createWords(file: SqliteFile, columns: number): void {
  const names = Array.from({ length: columns }, (_, at) => wordsColumn(at)).join(', ');
  file.exec(`
    CREATE VIRTUAL TABLE words USING fts5 (${names}, tokenize = 'ascii');
    INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row)`);
}

/** Makes room for another declaration; the documents stay behind as `documents_before`. */
export function setTablesAside(file: SqliteFile, { indexes, elements, search }: Declaration): void {
  indexes.forEach((_, at) => file.exec(`DROP INDEX documents_${at}`));
  elements.forEach(({ name }) => file.exec(`DROP TABLE ${name}`));
  if (search !== null) file.exec('DROP TABLE vocabulary; DROP TABLE words');
  file.exec('ALTER TABLE documents RENAME TO documents_before');
}
