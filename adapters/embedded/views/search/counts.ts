import { BoundedMap } from '../../../../engine/tools/bounded-map.ts';
import type { SearchPage } from '../../../../engine/projections/ports/view-store.ts';
import type { SqliteFile, SqlStatement, SqlValue } from '../../sqlite.ts';
import { allOf } from '../conditions.ts';
import type { Condition } from '../conditions.ts';
import type { Selection } from '../finder.ts';
import { Statements } from '../statements.ts';

type Counted = Pick<SearchPage<unknown>, 'total' | 'facets'>;

const keptAtMost = 500;

/**
 * How many documents match, and how many under each value of each facet. Unlike a page it must look at all of them, so
 * an answer is kept until the file changes: the pages of one list, and its readers between two writes, share it.
 */
export class Counts {
  private readonly statements: Statements;
  private readonly fileVersion: SqlStatement<[number]>;
  private readonly facets: readonly string[];
  private kept = new BoundedMap<string, Counted>(keptAtMost);
  private keptOf = -1;

  constructor(file: SqliteFile, facets: readonly string[]) {
    this.statements = new Statements(file);
    this.fileVersion = file.prepareArrays('PRAGMA data_version');
    this.facets = facets;
  }

  of(selection: Selection): Counted {
    const [version] = this.fileVersion.get()!;
    if (version !== this.keptOf) this.kept = new BoundedMap(keptAtMost);
    this.keptOf = version;
    const condition = allOf(selection.conditions);
    const key = JSON.stringify([selection.source.from, condition]);
    const counted = this.kept.get(key) ?? this.count(selection, condition);
    this.kept.set(key, counted);
    return counted;
  }

  ofNothing(): Counted {
    return { total: 0, facets: Object.fromEntries(this.facets.map((field) => [field, []])) };
  }

  private count({ source }: Selection, { sql, values }: Condition): Counted {
    const [total = 0] = this.statements.column(`SELECT COUNT(*) FROM ${source.from} WHERE ${sql}`, values);
    const facets = this.facets.map((field) => {
      const rows = this.statements.rows<[SqlValue, number]>(
        `SELECT ${source.column(field)} AS value, COUNT(*) AS count FROM ${source.from}
         WHERE ${sql} AND value IS NOT NULL GROUP BY value ORDER BY count DESC, value`,
        values,
      );
      return [field, rows.map(([value, count]) => ({ value: String(value), count }))] as const;
    });
    return { total, facets: Object.fromEntries(facets) };
  }
}
