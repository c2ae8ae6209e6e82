import type { Checkpoints, Holding, Mismatch } from '../stores/checkpoints.ts';
import { Alarm } from '../tools/alarm.ts';
import { Turns } from '../tools/turns.ts';
import type { ReactorCheckpoint } from './low-water-mark.ts';

export type StoredCheckpointParts = {
  readonly checkpoints: Checkpoints;
  readonly reactor: string;
  /** How far the reactor has come. */
  readonly present: () => ReactorCheckpoint;
  /** The record is not as this reactor left it: until it is taken again, nothing is saved. */
  readonly lost: (why: Mismatch) => void;
};

/** A reactor's checkpoint in its store: written a while after the reactor came there, so behind or equal. */
export class StoredCheckpoint {
  private readonly turns = new Turns();
  private taken: Holding | null = null;
  /** Null: nothing may be saved. */
  private holding: Holding | null = null;
  private stored: string | null = null;
  /** Sent, and nobody knows whether it stands there. */
  private unsure: string | null = null;
  private readonly alarm = new Alarm(() => void this.save());

  constructor(private readonly parts: StoredCheckpointParts) {}

  /** Null: the reactor has not run yet. */
  async read(): Promise<ReactorCheckpoint | null> {
    return parsed(await this.parts.checkpoints.read(this.parts.reactor));
  }

  /** The same; from now on nobody else saves, and this reactor does after `hold`. */
  async take(): Promise<ReactorCheckpoint | null> {
    const { token, saves, checkpoint } = await this.parts.checkpoints.take(this.parts.reactor);
    this.taken = { token, saves };
    this.stored = checkpoint;
    this.unsure = null;
    return parsed(checkpoint);
  }

  /** To be called when what was taken is what the reactor goes on from. */
  hold(): void {
    this.holding = this.taken;
  }

  /** Saves the checkpoint as it is then, no later than after so many milliseconds. */
  saveWithin(ms: number): void {
    this.alarm.within(ms);
  }

  /** From now on nothing is saved but by `save`. */
  stopTimer(): void {
    this.alarm.stop();
  }

  /** One that is not saved is saved with the next. */
  save(): Promise<void> {
    return this.turns.take(() => this.write()).catch(() => undefined);
  }

  private async write(): Promise<void> {
    if (this.unsure !== null) await this.send(this.unsure);
    if (this.holding === null) return;
    const text = JSON.stringify(this.parts.present());
    if (text !== this.stored) await this.send(text);
  }

  private async send(text: string): Promise<void> {
    const { holding, parts } = this;
    if (holding === null) return;
    this.unsure = text;
    const outcome = await parts.checkpoints.save(parts.reactor, holding, text);
    this.unsure = null;
    this.stored = text;
    this.holding = outcome === 'saved' ? { token: holding.token, saves: holding.saves + 1 } : null;
    if (outcome !== 'saved') parts.lost(outcome);
  }
}

function parsed(checkpoint: string | null): ReactorCheckpoint | null {
  return checkpoint === null ? null : (JSON.parse(checkpoint) as ReactorCheckpoint);
}
