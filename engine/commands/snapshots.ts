import type { EventCodec } from '../log/event-codec.ts';
import type { SnapshotStore } from '../stores/snapshot-store.ts';
import type { KnownCommand, StreamState } from './stream-state.ts';

type Deciding<State> = { readonly stateVersion: number; readonly initial: State };

/** The text of a snapshot: plain, or sealed with the key of the stream's one subject. */
type Wrapped = { readonly plain: Copy } | { readonly subject: string; readonly sealed: string };

type Copy = Omit<StreamState, 'revision' | 'subjects' | 'known' | 'snapshot' | 'forgotten'> & {
  readonly subjects: readonly string[];
  readonly known: readonly (readonly [string, KnownCommand])[];
};

/** Saves and loads copies of stream states. They only save time: whatever goes wrong, the events are read instead. */
export class Snapshots {
  private readonly saving = new Set<Promise<void>>();

  constructor(
    private readonly store: SnapshotStore,
    private readonly codec: EventCodec,
    private readonly every: number,
  ) {}

  /** Null when there is none that this code and these keys can read. */
  async load<State>(decider: Deciding<State>, stream: string): Promise<StreamState<State> | null> {
    try {
      const found = await this.store.load(stream);
      if (found === null || found.stateVersion !== decider.stateVersion) return null;
      const copy = await this.unwrap(stream, JSON.parse(found.state) as Wrapped);
      if (copy === null) return null;
      const { state, position, time, hash, subjects, known } = copy;
      return {
        state: state as State,
        revision: found.revision,
        position,
        time,
        hash,
        subjects: new Set(subjects),
        known: new Map(known),
        snapshot: found.revision,
        forgotten: false,
      };
    } catch {
      return null;
    }
  }

  /** Saves in the background when enough has happened; remembered commands are part of the copy, so many make it rarer. */
  saveIfDue<State>(decider: Deciding<State>, stream: string, current: StreamState<State>): void {
    const due = Math.max(this.every, current.known.size / 4);
    if (current.revision - current.snapshot < due || current.subjects.size > 1) return;
    current.snapshot = current.revision;
    const saved = this.save(stream, decider.stateVersion, current).catch(() => {});
    this.saving.add(saved);
    void saved.then(() => this.saving.delete(saved));
  }

  /** Resolves when nothing is being saved. */
  async settled(): Promise<void> {
    await Promise.all(this.saving);
  }

  private async save(stream: string, stateVersion: number, current: StreamState): Promise<void> {
    const { state, revision, position, time, hash, subjects, known } = current;
    const plain: Copy = { state, position, time, hash, subjects: [...subjects], known: [...known] };
    const text = JSON.stringify(plain);
    const [subject] = subjects;
    if (subject === undefined) return this.store.save(stream, { revision, stateVersion, state: `{"plain":${text}}` });
    const sealed = await this.codec.sealText(subject, text, contextOf(stream));
    const wrapped: Wrapped = { subject, sealed: sealed! };
    if (sealed !== null) await this.store.save(stream, { revision, stateVersion, state: JSON.stringify(wrapped) });
  }

  private async unwrap(stream: string, wrapped: Wrapped): Promise<Copy | null> {
    if ('plain' in wrapped) return wrapped.plain;
    const text = await this.codec.unsealText(wrapped.subject, wrapped.sealed, contextOf(stream));
    return text === null ? null : (JSON.parse(text) as Copy);
  }
}

function contextOf(stream: string): string {
  return `snapshot/${stream}`;
}
