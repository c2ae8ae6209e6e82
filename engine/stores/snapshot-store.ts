/** A disposable copy of an aggregate's state; `state` is text, encrypted when the stream has a data subject. */
export type Snapshot = { readonly revision: number; readonly stateVersion: number; readonly state: string };

export interface SnapshotStore {
  load(stream: string): Promise<Snapshot | null>;
  save(stream: string, snapshot: Snapshot): Promise<void>;
  delete(stream: string): Promise<void>;
  close(): Promise<void>;
}
