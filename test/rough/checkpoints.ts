import { OutcomeUnknown } from '../../engine/log/event-store.ts';
import { outcomeOf } from '../../engine/stores/checkpoints.ts';
import type { Checkpoints, Holding, Mismatch, TakenCheckpoint } from '../../engine/stores/checkpoints.ts';

export type KeptCheckpoints = Map<string, TakenCheckpoint>;

/** Checkpoints in memory with a server's manners: it loses answers, is late, and comes back as an older copy of itself. */
export class RoughCheckpoints implements Checkpoints {
  private lost = 0;
  /** What a save waits for before it reaches the store. */
  beforeSave: () => Promise<void> = async () => {};

  constructor(private readonly records: KeptCheckpoints = new Map()) {}

  /** So many of the next writes are done, and their answers lost. */
  loseAnswers(writes: number): void {
    this.lost += writes;
  }

  /** What stands there now, apart from what is written to this one later. */
  copied(): RoughCheckpoints {
    return new RoughCheckpoints(new Map(this.records));
  }

  /** From now on everything is as it was when the copy was made. */
  goBackTo(copy: RoughCheckpoints): void {
    this.records.clear();
    for (const [reader, record] of copy.records) this.records.set(reader, record);
  }

  /** Loses every record. */
  lose(): void {
    this.records.clear();
  }

  async read(reader: string): Promise<string | null> {
    return this.records.get(reader)?.checkpoint ?? null;
  }

  async take(reader: string): Promise<TakenCheckpoint> {
    const { token, saves, checkpoint } = this.records.get(reader) ?? { token: 0, saves: 0, checkpoint: null };
    const taken = { token: token + 1, saves, checkpoint };
    this.records.set(reader, taken);
    this.answer();
    return taken;
  }

  async save(reader: string, { token, saves }: Holding, checkpoint: string): Promise<'saved' | Mismatch> {
    await this.beforeSave();
    const found = this.records.get(reader) ?? null;
    if (found?.token !== token || found.saves !== saves) return outcomeOf({ token, saves }, checkpoint, found);
    this.records.set(reader, { token, saves: saves + 1, checkpoint });
    this.answer();
    return 'saved';
  }

  async close(): Promise<void> {}

  private answer(): void {
    if (this.lost === 0) return;
    this.lost -= 1;
    throw new OutcomeUnknown('The rough store lost its answer');
  }
}
