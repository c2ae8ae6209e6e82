import { CommandExecutor } from '../../engine/commands/command-executor.ts';
import { trustedKeys } from '../../engine/audit/heads/key-rotation.ts';
import { HeadSigner, type SignedHead } from '../../engine/audit/heads/signed-head.ts';
import { AuditReader } from '../../engine/audit/reader.ts';
import { LogTree } from '../../engine/audit/tree/log-tree.ts';
import { TreeFollower } from '../../engine/audit/tree/tree-follower.ts';
import { unprovenOf } from '../../engine/audit/unproven.ts';
import { EventCodec } from '../../engine/log/event-codec.ts';
import type { NewEvent } from '../../engine/log/event.ts';
import { chained } from '../../engine/log/hash-chain.ts';
import { RoughEventStore } from './event-store.ts';
import { MemoryRegistry } from './registry.ts';
import { MemoryKeyVault } from './key-vault.ts';
import { request, shelf, shelfTypes } from './shelf.ts';
import { MemorySnapshotStore } from './snapshot-store.ts';
import { MemoryTreeStore } from './tree-store.ts';

export const signer = new HeadSigner(Buffer.alloc(32, 1));

/** A log of shelves whose tree a shop keeps; a store that is assigned anew was exchanged behind the shop's back. */
export class AuditedLog {
  store = new RoughEventStore({ foreign: 0.5 });
  trees = new MemoryTreeStore();
  registry = new MemoryRegistry();
  readonly codec = new EventCodec(shelfTypes, new MemoryKeyVault());
  warnings: string[] = [];
  notes: string[] = [];
  /** Tells the follower that there is something to read. */
  wake: () => void = () => {};
  private readonly executor: CommandExecutor;
  private followers: TreeFollower[] = [];

  constructor() {
    const { store, codec } = this;
    this.executor = new CommandExecutor({ store, codec, snapshots: new MemorySnapshotStore() });
  }

  async follow(headEveryMs = 60_000, by = signer): Promise<TreeFollower | null> {
    const { store, trees, registry } = this;
    const waitBeyond = (_: unknown, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    const log = { warn: (message: string) => void this.warnings.push(message) };
    const clock = () => '2026-03-02T10:00:00.000Z';
    const follower = await TreeFollower.start({
      ...{ store, trees, registry, feed: { waitBeyond }, signer: by, clock, headEveryMs, gatherMs: 1, log },
      trusted: await trustedKeys(registry, await store.logId(), by.publicKey),
      note: (text) => this.notes.push(text),
    });
    if (follower !== null) this.followers.push(follower);
    return follower;
  }

  async close(): Promise<void> {
    for (const follower of this.followers) await follower.close();
  }

  async fill(shelves: readonly string[], times: number): Promise<void> {
    const { executor } = this;
    for (const id of shelves) await executor.execute(shelf, id, { type: 'Fill', quantity: 1_000 }, request());
    for (let n = 1; n < times; n += 1)
      for (const id of shelves) await executor.execute(shelf, id, { type: 'Take', by: 'Ada' }, request());
  }

  /** A shop runs while this happens, and is stopped in order. */
  async running(work: () => Promise<void>): Promise<void> {
    const follower = await this.follow();
    await work();
    await follower?.close();
  }

  /** As one that was killed: it signs nothing more. */
  killed(): void {
    this.followers = [];
  }

  /** As somebody would who knows how the hash is made: the whole stream, each event after the one before. */
  async rewrite(stream: string, change: (event: NewEvent) => NewEvent): Promise<void> {
    let previousHash: string | null = null;
    for (const { revision } of await this.store.readStream(stream, 0, 1_000)) {
      this.store.tamper(stream, revision, (event) => {
        const { hash: _, ...metadata } = change(event).metadata;
        const made = chained(stream, revision, { ...change(event), metadata: { ...metadata, previousHash } }).event;
        previousHash = made.metadata.hash;
        return made;
      });
    }
  }

  tree(): LogTree {
    return new LogTree(this.trees, new Set([signer.publicKey]));
  }

  audit(): AuditReader {
    return new AuditReader(this.store, this.codec, this.tree(), this.registry);
  }

  async unproven(elsewhere: SignedHead | null = null) {
    return unprovenOf(await this.audit().verifyAll(), elsewhere);
  }
}

export const asBob = (event: NewEvent): NewEvent => ({ ...event, data: { ...event.data, by: 'Bob' } });
