import { BoundedMap } from '../../../engine/tools/bounded-map.ts';
import type { SqliteFile, SqlStatement, SqlValue } from '../sqlite.ts';

/** Shapes of queries that are kept prepared; the shop has some dozens. */
const keptAtMost = 200;

/** Prepared statements of queries whose SQL depends on what is asked, by their SQL. */
export class Statements {
  private readonly file: SqliteFile;
  private readonly prepared = new BoundedMap<string, SqlStatement<unknown[]>>(keptAtMost);

  constructor(file: SqliteFile) {
    this.file = file;
  }

  rows<Row extends unknown[]>(sql: string, values: readonly SqlValue[]): Row[] {
    return this.statement(sql).all(...values) as Row[];
  }

  /** The first column of all rows, as numbers. */
  column(sql: string, values: readonly SqlValue[]): number[] {
    return this.rows<[number]>(sql, values).map(([value]) => value);
  }

  private statement(sql: string): SqlStatement<unknown[]> {
    const known = this.prepared.get(sql);
    if (known !== undefined) return known;
    const prepared = this.file.prepareArrays<unknown[]>(sql);
    this.prepared.set(sql, prepared);
    return prepared;
  }
}
