import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteFile } from './sqlite.ts';

const audited = ['events.db', 'merkle.db', 'vault.db', 'durable.db'];

/** More lines would tell nothing more. */
const mostFaults = 5;

/**
 * What is wrong with the durable files of a data folder as files: broken pages, and indexes that do not lead to what is
 * in the tables, so that an event would be found by one reader and not by another. Reads each file whole.
 */
export function damageOf(dir: string): readonly string[] {
  return audited
    .filter((name) => existsSync(join(dir, name)))
    .flatMap((name) => faultsOf(join(dir, name)).map((fault) => `${name} is damaged: ${fault}`));
}

function faultsOf(path: string): readonly string[] {
  try {
    const file = new SqliteFile(path, 'read-only');
    try {
      const rows = file.prepareArrays<[string]>(`PRAGMA integrity_check(${mostFaults})`).all();
      return rows.map(([row]) => row).filter((row) => row !== 'ok');
    } finally {
      file.close();
    }
  } catch (error) {
    return [(error as Error).message];
  }
}
