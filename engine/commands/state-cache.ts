import { BoundedMap } from '../tools/bounded-map.ts';
import type { StreamState } from './stream-state.ts';

/** The states of the streams used last, at most `limit`. */
export class StateCache {
  private readonly states: BoundedMap<string, StreamState>;

  constructor(limit: number) {
    this.states = new BoundedMap(limit);
  }

  get(stream: string): StreamState | undefined {
    const state = this.states.get(stream);
    if (state !== undefined) this.put(stream, state);
    return state;
  }

  put(stream: string, state: StreamState): void {
    if (state.forgotten) this.states.delete(stream);
    else this.states.set(stream, state);
  }

  /** Drops every state that was folded from a subject's sealed fields. */
  forget(subject: string): void {
    for (const [stream, state] of this.states.entries()) {
      if (!state.subjects.has(subject)) continue;
      state.forgotten = true;
      this.states.delete(stream);
    }
  }
}
