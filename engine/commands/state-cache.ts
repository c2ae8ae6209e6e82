import type { StreamState } from './stream-state.ts';

/** The states of the streams used last, at most `limit`. */
export class StateCache {
  private readonly states = new Map<string, StreamState>();

  constructor(private readonly limit: number) {}

  get(stream: string): StreamState | undefined {
    const state = this.states.get(stream);
    if (state !== undefined) this.put(stream, state);
    return state;
  }

  put(stream: string, state: StreamState): void {
    this.states.delete(stream);
    if (state.forgotten) return;
    this.states.set(stream, state);
    if (this.states.size > this.limit) this.states.delete(this.states.keys().next().value!);
  }

  /** Drops every state that was folded from a subject's encrypted fields. */
  forget(subject: string): void {
    for (const [stream, state] of this.states) {
      if (!state.subjects.has(subject)) continue;
      state.forgotten = true;
      this.states.delete(stream);
    }
  }
}
