import { existsSync, rmSync } from 'node:fs';
import { DamagedView, type Checkpoint } from '../../../engine/projections/ports/view-store.ts';
import { SqliteFile } from '../sqlite.ts';
import type { Declaration } from './declaration.ts';
import { DocumentWriter } from './document-writer.ts';
import { applicationId, createFile, createTables, layout, setTablesAside, upgradeFile } from './schema.ts';
import type { Position } from '../../../engine/log/position.ts';

const mappedAtMost = 256 * 1024 * 1024;

/**
 * The two connections to a build's file: writes stay invisible to the reader until they are committed, so a long
 * transaction may let the event loop breathe.
 */
export type ViewFile = {
  readonly path: string;
  readonly writer: SqliteFile;
  readonly reader: SqliteFile;
  readonly declaration: Declaration;
};

/**
 * Opens a build's file, or makes it. Without `declared` the file must exist and says itself what it keeps; another
 * declaration than the file's has everything derived from the documents made anew. Throws DamagedView.
 */
export function openViewFile(path: string, declared: Declaration | null): ViewFile {
  if (declared === null && !existsSync(path)) throw new DamagedView(`The view file ${path} is missing.`);
  return readable(path, () => {
    const writer = new SqliteFile(path, 'disposable');
    try {
      const declaration = prepareFile(writer, path, declared);
      const reader = new SqliteFile(path, 'read-only');
      // Counts run over many documents: mapped pages cost no call and no memory of our own.
      reader.exec(`PRAGMA mmap_size = ${mappedAtMost}`);
      return { path, writer, reader, declaration };
    } catch (error) {
      writer.close();
      throw error;
    }
  });
}

/** The checkpoint in a file that is not open here; null when there is no file, or none with a checkpoint. */
export function checkpointIn(path: string): Checkpoint | null {
  if (!existsSync(path)) return null;
  const file = new SqliteFile(path, 'read-only');
  try {
    return readable(path, () => {
      if (file.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get() === undefined) return null;
      const row = file.prepareArrays<[string]>("SELECT value FROM meta WHERE key = 'checkpoint'").get();
      return row === undefined ? null : (JSON.parse(row[0]) as Checkpoint);
    });
  } finally {
    file.close();
  }
}

/** Runs what reads a view's file; a file that is no database, or a broken one, becomes a DamagedView. */
export function readable<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    // The driver leaves out the result code in some calls; the texts are SQLite's own, one for each code.
    if (!/database disk image is malformed|file is not a database/.test(String(error))) throw error;
    throw new DamagedView(`The view file ${path} is damaged; remove it and rebuild the view.`, { cause: error });
  }
}

/** Closing alone would leave the write-ahead log: the driver keeps connections until their statements are collected. */
export function closeViewFile({ reader, writer }: ViewFile): void {
  try {
    writer.truncateLog();
  } catch {
    // On a full disk the log stays and is read at the next start.
  }
  reader.close();
  writer.close();
}

export function deleteViewFile({ path, reader, writer }: ViewFile): void {
  reader.close();
  writer.close();
  deleteFiles(path);
}

/** The file at a path and all that SQLite keeps beside it; nobody has it open. */
export function deleteFiles(path: string): void {
  for (const suffix of ['-wal', '-shm', '-journal', '']) rmSync(path + suffix, { force: true });
}

function prepareFile(file: SqliteFile, path: string, declared: Declaration | null): Declaration {
  const { tables } = file.prepare<{ tables: number }>('SELECT COUNT(*) AS tables FROM sqlite_schema').get()!;
  if (tables === 0 && declared !== null) return file.transaction(() => createAll(file, declared));
  const id = file.prepareArrays<[number]>('PRAGMA application_id').get()?.[0];
  const version = file.prepareArrays<[number]>('PRAGMA user_version').get()?.[0];
  if (id !== applicationId) throw new DamagedView(`The file ${path} is no view of this engine.`);
  if (version === 1) file.transaction(() => upgradeFile(file));
  else if (version !== layout) {
    throw new DamagedView(
      `The view file ${path} has layout ${version}, this engine reads ${layout}: rebuild the view.`,
    );
  }
  const kept = file.prepareArrays<[string]>("SELECT value FROM meta WHERE key = 'declaration'").get()?.[0];
  if (kept === undefined) throw new DamagedView(`The view file ${path} does not say what it keeps: rebuild the view.`);
  const before = JSON.parse(kept) as Declaration;
  if (declared === null || JSON.stringify(declared) === kept) return before;
  return file.transaction(() => deriveAnew(file, before, declared));
}

function createAll(file: SqliteFile, declared: Declaration): Declaration {
  createFile(file);
  createTables(file, declared);
  return declare(file, declared);
}

function declare(file: SqliteFile, declared: Declaration): Declaration {
  file
    .prepare("INSERT INTO meta VALUES ('declaration', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
    .run(JSON.stringify(declared));
  return declared;
}

function deriveAnew(file: SqliteFile, before: Declaration, declared: Declaration): Declaration {
  setTablesAside(file, before);
  createTables(file, declared);
  const documents = new DocumentWriter(file, declared);
  const next = file.prepareArrays<[no: number, id: string, position: Position, document: string]>(
    'SELECT no, id, position, document FROM documents_before WHERE no > ? ORDER BY no LIMIT 500',
  );
  for (let rows = next.all(0); rows.length > 0; rows = next.all(rows.at(-1)![0])) {
    for (const [, id, position, text] of rows) documents.write({ id, position, document: JSON.parse(text) as object });
  }
  documents.words?.finish();
  file.exec('DROP TABLE documents_before');
  return declare(file, declared);
}
