import type { Registry } from '../stores/registry.ts';
import { Turns } from '../tools/turns.ts';
import type { ReactorCheckpoint } from './low-water-mark.ts';

/** Where the registry keeps how far a reactor has come. */
export function checkpointKeyOf(reactor: string): string {
  return `checkpoint:${reactor}`;
}

/** A reactor's checkpoint in the registry: written a while after the reactor came there, so behind or equal. */
export class StoredCheckpoint {
  private readonly key: string;
  private readonly turns = new Turns();
  private stored = '';
  private timer: { readonly due: number; readonly handle: NodeJS.Timeout } | null = null;
  private stopped = false;

  constructor(
    reactor: string,
    private readonly registry: Registry,
    private readonly present: () => ReactorCheckpoint,
  ) {
    this.key = checkpointKeyOf(reactor);
  }

  /** Null: the reactor has not run yet. */
  async load(): Promise<ReactorCheckpoint | null> {
    this.stored = (await this.registry.get(this.key)) ?? '';
    return this.stored === '' ? null : (JSON.parse(this.stored) as ReactorCheckpoint);
  }

  /** Saves the checkpoint as it is then, no later than after so many milliseconds. */
  saveWithin(ms: number): void {
    const due = performance.now() + ms;
    if (this.stopped || (this.timer !== null && this.timer.due <= due)) return;
    if (this.timer !== null) clearTimeout(this.timer.handle);
    const handle = setTimeout(() => {
      this.timer = null;
      void this.save();
    }, ms).unref();
    this.timer = { due, handle };
  }

  /** From now on nothing is saved but by `save`. */
  stopTimer(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer.handle);
  }

  /** One that is not saved is saved with the next. */
  save(): Promise<void> {
    return this.turns.take(() => this.write()).catch(() => undefined);
  }

  private async write(): Promise<void> {
    const text = JSON.stringify(this.present());
    if (text === this.stored) return;
    await this.registry.set(this.key, text);
    this.stored = text;
  }
}
