/** The record of a reader's checkpoint as its holder knows it: who writes it, and how often it was written. */
export type Holding = { readonly token: number; readonly saves: number };

/** `checkpoint` null: the reader has saved none yet. What it says is the reader's own affair. */
export type TakenCheckpoint = Holding & { readonly checkpoint: string | null };

/**
 * `taken`: the record has a higher token, somebody else works, stop. `went-back`: it is not as its holder left it, and
 * nobody took it since, so the store went back to an older copy: drop what is kept, take the record again and go on from
 * what it says. Taking it also ends whoever the older copy may let write.
 */
export type Mismatch = 'taken' | 'went-back';

/**
 * How far each reader of the log has come, fenced: whoever takes a reader's record raises its token, and every save is
 * filtered by it, so that a holder that slept while another took the record changes nothing when it wakes. Durable when
 * a write answers; after OutcomeUnknown it may or may not have been written.
 */
export interface Checkpoints {
  /** As it stands; takes nothing. Null: none was saved yet. */
  read(reader: string): Promise<string | null>;
  /** From the answer on, nobody who took the record before saves anything. */
  take(reader: string): Promise<TakenCheckpoint>;
  /**
   * Saves if the record is as its holder knows it, and raises `saves` by one; otherwise says why not. Safe to repeat:
   * the same save that stands there already is told as saved.
   */
  save(reader: string, holding: Holding, checkpoint: string): Promise<'saved' | Mismatch>;
  close(): Promise<void>;
}

/** What became of a save that did not find the record as `holding` has it. `found`: the record; null: there is none. */
export function outcomeOf(
  { token, saves }: Holding,
  checkpoint: string,
  found: TakenCheckpoint | null,
): 'saved' | Mismatch {
  if (found === null || found.token < token) return 'went-back';
  if (found.token > token) return 'taken';
  return found.saves === saves + 1 && found.checkpoint === checkpoint ? 'saved' : 'went-back';
}
