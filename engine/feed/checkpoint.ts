import type { Position } from '../log/position.ts';

/** The last event that a reader of the log has done; `position` null: none yet. */
type DoneUpTo = { readonly position: Position | null; readonly eventId: string };

type Log = { logId(): Promise<string>; eventAt(position: Position): Promise<{ readonly id: string } | null> };

/**
 * True when a checkpoint was written of this log and of this history of it: a log that was restored from a backup keeps
 * its id, but has no event, or another one, where the checkpoint stands.
 */
export async function isOfThisLog(log: Log, checkpoint: DoneUpTo & { readonly logId: string }): Promise<boolean> {
  return checkpoint.logId === (await log.logId()) && (await isInHistory(log, checkpoint));
}

/** The same of what does not say which log it is of. */
export async function isInHistory(log: Pick<Log, 'eventAt'>, { position, eventId }: DoneUpTo): Promise<boolean> {
  return position === null || (await log.eventAt(position))?.id === eventId;
}
