import { rest, yieldTurn } from '../back-off.ts';
import type { Clock } from '../clock.ts';
import type { EventStore } from '../event-store.ts';
import type { LogFeed } from '../log-feed.ts';
import type { Position } from '../position.ts';
import type { Report } from '../report.ts';
import type { Frontier } from './frontier.ts';
import { hex } from './hashes.ts';
import { blocksAmong, hashOfLeaf, leafOf, LogTree, TreeDamaged } from './log-tree.ts';
import type { HeadSigner } from './signed-head.ts';
import type { TreeStore } from './tree-store.ts';

export type TreeFollowerOptions = {
  readonly store: EventStore;
  readonly trees: TreeStore;
  /** Tells when there is something to read. */
  readonly feed: Pick<LogFeed, 'waitBeyond'>;
  readonly signer: HeadSigner;
  readonly clock: Clock;
  /** Milliseconds between two heads of a growing tree, at least. */
  readonly headEveryMs: number;
  /** Milliseconds in which events gather before they are read. */
  readonly gatherMs?: number;
  readonly log?: Report;
};

const page = 1_000;

/** The one reader that keeps the tree: adds what the log has, never more, and signs heads. */
export class TreeFollower {
  private readonly closing = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private headDue = 0;
  private signedSize = 0;

  private constructor(
    private readonly options: TreeFollowerOptions,
    private readonly tree: Frontier,
    private last: Position | null,
  ) {}

  /**
   * Goes on where the tree ends. A tree that ends in an event the log does not have (any more), or that has holes, is
   * left as it is, for it is what tells that something was changed: then null, and a warning.
   */
  static async start(options: TreeFollowerOptions): Promise<TreeFollower | null> {
    const { trees, store, log } = options;
    const { size, position } = await trees.end();
    if (position !== null) {
      const [leaf] = await trees.leaves(size - 1, 1);
      const event = await store.eventAt(position);
      if (event === null || leaf === undefined || event.metadata.hash !== leaf.hash) {
        log?.warn('The log does not have the event that its Merkle tree ends with; verify it', { position, size });
        return null;
      }
    }
    const frontier = await new LogTree(trees).frontier(size).catch((error: unknown) => {
      if (!(error instanceof TreeDamaged)) throw error;
      log?.warn('The Merkle tree has holes; verify the log', { size, error: error.message });
      return null;
    });
    if (frontier === null) return null;
    const follower = new TreeFollower(options, frontier, position);
    follower.signedSize = (await trees.newestHead())?.size ?? 0;
    follower.running = follower.run();
    return follower;
  }

  /** Takes in what the log has by now, and signs a head of it. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
    try {
      await this.catchUp();
      await this.signHead();
    } catch (error) {
      this.options.log?.warn('The Merkle tree could not be finished; it is at the next start', {
        error: String(error),
      });
    }
  }

  private async run(): Promise<void> {
    const { gatherMs = 250, headEveryMs, log } = this.options;
    const { signal } = this.closing;
    this.headDue = performance.now() + headEveryMs;
    while (!signal.aborted) {
      try {
        await this.untilSomethingIsDue();
        if (!signal.aborted) await rest(gatherMs, signal);
        if (!signal.aborted) await this.catchUp();
        if (!signal.aborted && performance.now() >= this.headDue) {
          await this.signHead();
          this.headDue = performance.now() + headEveryMs;
        }
      } catch (error) {
        log?.warn('The Merkle tree could not be kept and is tried again', { error: String(error) });
        await rest(10_000, signal);
      }
    }
  }

  /** Events, or a head: a tree that has not grown since its last one needs no other. */
  private async untilSomethingIsDue(): Promise<void> {
    const waiting = new AbortController();
    const stop = () => waiting.abort();
    const headIn = Math.max(0, Math.ceil(this.headDue - performance.now()));
    const timer = this.tree.size === this.signedSize ? undefined : setTimeout(stop, headIn).unref();
    this.closing.signal.addEventListener('abort', stop, { once: true });
    await this.options.feed.waitBeyond(this.last, waiting.signal);
    this.closing.signal.removeEventListener('abort', stop);
    clearTimeout(timer);
  }

  private async catchUp(): Promise<void> {
    const { store, trees } = this.options;
    for (;;) {
      const events = await store.readAll(this.last, page);
      if (events.length === 0) return;
      const { size } = this.tree;
      const leaves = events.map(leafOf);
      const blocks = leaves.flatMap((leaf) => blocksAmong(this.tree.push(hashOfLeaf(leaf))));
      if (!(await trees.append(size, leaves, blocks))) throw new Error('another process keeps the tree too');
      this.last = leaves.at(-1)!.position;
      await yieldTurn();
    }
  }

  private async signHead(): Promise<void> {
    const { store, trees, signer, clock } = this.options;
    const { size } = this.tree;
    if (this.last === null || size === this.signedSize) return;
    const head = { logId: await store.logId(), size, root: hex(this.tree.root()), position: this.last, time: clock() };
    await trees.addHead(signer.sign(head));
    this.signedSize = size;
  }
}
