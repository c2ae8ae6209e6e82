/** What the log of a data folder is called while events are imported into it. */
export const unfinishedImport = 'unfinished-import';

/** Throws for a log that an import was interrupted in: half a history must not be continued. */
export function assertFinished(logId: string, dataDir: string): void {
  if (logId !== unfinishedImport) return;
  throw new Error(`An import into ${dataDir} was interrupted. Remove its *.db files and import again.`);
}
