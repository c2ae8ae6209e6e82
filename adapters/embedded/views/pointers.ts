import type { SqliteFile, SqlStatement } from '../sqlite.ts';

/** Which build of each view is live; in a durable file, since the switch must survive a power cut. */
export class Pointers {
  private readonly file: SqliteFile;
  private readonly point: SqlStatement<never>;
  private readonly builds: Map<string, string>;

  constructor(file: SqliteFile) {
    this.file = file;
    file.exec('CREATE TABLE IF NOT EXISTS live (name TEXT PRIMARY KEY, build TEXT NOT NULL) STRICT, WITHOUT ROWID');
    this.point = file.prepare('INSERT INTO live VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET build = excluded.build');
    this.builds = new Map(file.prepareArrays<[string, string]>('SELECT name, build FROM live').all());
  }

  live(name: string): string | null {
    return this.builds.get(name) ?? null;
  }

  /** On disk when it returns. */
  switchTo(name: string, build: string): void {
    this.point.run(name, build);
    this.builds.set(name, build);
  }

  close(): void {
    this.file.close();
  }
}
