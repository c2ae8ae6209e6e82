import { rest, yieldTurn } from '../../tools/back-off.ts';
import type { Clock } from '../../tools/clock.ts';
import type { EventStore } from '../../log/event-store.ts';
import type { LogFeed } from '../../feed/log-feed.ts';
import type { Report } from '../../tools/report.ts';
import { repeat } from '../../tools/retry.ts';
import { hex } from './hashes.ts';
import { blocksAmong, hashOfLeaf, leafOf } from './log-tree.ts';
import { frontierOf, LogUnlikeTree, resumeTree } from './resume-tree.ts';
import type { Resumed } from './resume-tree.ts';
import { fingerprintOf } from '../heads/signed-head.ts';
import type { HeadSigner, SignedHead } from '../heads/signed-head.ts';
import type { TreeStore } from './tree-store.ts';
import type { KeyValue } from '../../stores/key-value.ts';
import { flawOfWitness, readWitness, writeWitness } from '../heads/witness.ts';
import type { KeptWitness, Witness, WitnessFlaw } from '../heads/witness.ts';

export type TreeFollowerOptions = {
  readonly store: EventStore;
  readonly trees: TreeStore;
  /** Keeps what is known of the newest head, apart from the tree. */
  readonly keyValue: Pick<KeyValue, 'get' | 'set'>;
  /** Tells when there is something to read. */
  readonly feed: Pick<LogFeed, 'waitBeyond'>;
  readonly signer: HeadSigner;
  /** The keys that may have signed earlier heads. */
  readonly trusted: ReadonlySet<string>;
  readonly clock: Clock;
  /** Milliseconds between two heads of a growing tree, at least. */
  readonly headEveryMs: number;
  /** Milliseconds in which events gather before they are read. */
  readonly gatherMs?: number;
  readonly log?: Report;
  /** Hears what an operator must know as long as this shop runs. */
  readonly note?: (text: string) => void;
};

const page = 1_000;
const backOff = { firstMs: 10_000, mostMs: 10_000 };

const flawTexts: Readonly<Record<WitnessFlaw, string>> = {
  missing: 'The record of the newest head was taken away; verify the log',
  forged: 'The record of the newest head was forged, or spoilt: its signature does not hold; verify the log',
  'other-key': 'The record of the newest head is signed with a key that is not this shop’s; verify the log',
};

/** The one reader that keeps the tree: adds what the log has, never more, and signs heads. */
export class TreeFollower {
  private readonly closing = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private headDue = 0;
  private signedSize: number;
  private tree;
  private last;
  /** The head that the log must still be found to fit: that of a tree which was cut, or lost. */
  private expected: SignedHead | null;
  private isUnlike = false;
  /** After a write of which nobody knows whether it was done. */
  private isUncertain = false;

  private constructor(
    private readonly options: TreeFollowerOptions,
    { tree, last, newest }: Resumed,
    private witness: Witness,
  ) {
    this.tree = tree;
    this.last = last;
    this.signedSize = newest?.size ?? 0;
    this.expected = this.signedSize > tree.size ? newest : null;
  }

  /**
   * Goes on where the tree ends. A tree or a log that is not the one that was signed is left as it is, for it is what
   * tells that something was changed: then null, a warning and a note.
   */
  static async start(options: TreeFollowerOptions): Promise<TreeFollower | null> {
    const { trees, store, keyValue, signer, trusted } = options;
    const witness = await readWitness(keyValue);
    const flaw = flawOfWitness(witness, await trees.newestHead(), await store.logId(), trusted);
    try {
      const resumed = await resumeTree(store, trees, witness);
      const { newest, tree } = resumed;
      const known = { head: newest, isLast: false, found: flaw === null ? (witness?.found ?? null) : null };
      const follower = new TreeFollower(options, resumed, known);
      const isByOther = newest !== null && newest.publicKey !== signer.publicKey && !trusted.has(newest.publicKey);
      if (isByOther)
        follower.tell('The newest head of the log was signed with a key that is not this shop’s; verify the log', {
          key: fingerprintOf(newest.publicKey),
        });
      if (follower.expected !== null)
        follower.tell('The Merkle tree was cut; it is made again from the log and compared with the newest head', {
          size: tree.size,
          signed: newest?.size,
        });
      if (flaw !== null && !(flaw === 'other-key' && isByOther)) follower.tell(flawTexts[flaw]);
      if (flaw !== null) await follower.takeInWhatIsFound(0, flaw === 'other-key' ? witness : null);
      else if (witness === null) await follower.takeInWhatIsFound(newest?.size ?? 0, null);
      await follower.testify({});
      follower.running = follower.run();
      return follower;
    } catch (error) {
      if (!(error instanceof LogUnlikeTree)) throw error;
      tellAll(options, error.message);
      return null;
    }
  }

  /** Takes in what the log has by now, and signs a head of it: its last, which says that nothing can follow. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
    if (this.isUnlike) return;
    try {
      await this.catchUp();
      await this.signHead();
      if (this.last !== null && (await this.options.store.head()) === this.last) await this.testify({ isLast: true });
    } catch (error) {
      this.options.log?.warn('The Merkle tree could not be finished; it is at the next start', {
        error: String(error),
      });
    }
  }

  private run(): Promise<void> {
    const failed = (error: unknown) => {
      if (error instanceof LogUnlikeTree) throw error;
      this.isUncertain = true;
      this.options.log?.warn('The Merkle tree could not be kept and is tried again', { error: String(error) });
    };
    return repeat(() => this.grow(), { signal: this.closing.signal, backOff, failed }).catch((error: LogUnlikeTree) => {
      this.isUnlike = true;
      this.tell(error.message);
    });
  }

  private async grow(): Promise<void> {
    const { gatherMs = 250, headEveryMs } = this.options;
    const { signal } = this.closing;
    await this.untilSomethingIsDue();
    if (!signal.aborted) await rest(gatherMs, signal);
    if (!signal.aborted) await this.catchUp();
    if (!signal.aborted && performance.now() >= this.headDue) {
      await this.signHead();
      this.headDue = performance.now() + headEveryMs;
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

  /**
   * A log that has events, but nothing that was signed of them, or only by another key: from here on they are proven, as
   * they are found now.
   */
  private async takeInWhatIsFound(from: number, byOther: KeptWitness | null): Promise<void> {
    await this.catchUp();
    const { size } = this.tree;
    if (size === from) return;
    const by = byOther?.by ?? null;
    const unless = by === null ? null : { publicKey: by.publicKey, found: byOther?.found ?? null };
    this.witness = { ...this.witness, found: { from, to: size, time: this.options.clock(), unless } };
    this.tell('Nothing signed speaks of what the log has; from now on it is proven as it was found now', {
      from,
      size,
    });
  }

  private async catchUp(): Promise<void> {
    const { store, trees, log } = this.options;
    if (this.isUncertain) await this.goBackToWhatIsKept();
    for (;;) {
      const { size } = this.tree;
      const { expected } = this;
      const events = await store.readAll(this.last, expected === null ? page : Math.min(page, expected.size - size));
      if (events.length === 0) break;
      const leaves = events.map(leafOf);
      const blocks = leaves.flatMap((leaf) => blocksAmong(this.tree.push(hashOfLeaf(leaf))));
      const isReached = expected?.size === this.tree.size;
      if (isReached && expected.root !== hex(this.tree.root()))
        throw new LogUnlikeTree('The log is not the one that its newest head was signed for; verify it');
      if (!(await trees.append(size, leaves, blocks))) throw new Error('another process keeps the tree too');
      this.last = leaves.at(-1)!.position;
      if (isReached) {
        await trees.addHead(expected);
        this.expected = null;
        log?.warn('The Merkle tree was made again from the log and fits the newest head', { size: expected.size });
      }
      await yieldTurn();
    }
    if (this.expected !== null)
      throw new LogUnlikeTree('The log is shorter than it was when its newest head was signed; verify it');
  }

  private async goBackToWhatIsKept(): Promise<void> {
    const { size, position } = await this.options.trees.end();
    this.tree = await frontierOf(this.options.trees, size);
    this.last = position;
    this.isUncertain = false;
  }

  private async signHead(): Promise<void> {
    const { store, trees, signer, clock } = this.options;
    const { size } = this.tree;
    if (this.last === null || size <= this.signedSize) return;
    const logId = await store.logId();
    const head = signer.sign({ logId, size, root: hex(this.tree.root()), position: this.last, time: clock() });
    await trees.addHead(head);
    await this.testify({ head });
    this.signedSize = size;
  }

  private async testify(news: Partial<Witness>): Promise<void> {
    this.witness = { ...this.witness, ...news };
    const { keyValue, signer, store } = this.options;
    await writeWitness(keyValue, this.witness, signer, await store.logId());
  }

  private tell(text: string, context: Readonly<Record<string, unknown>> = {}): void {
    tellAll(this.options, text, context);
  }
}

function tellAll(
  { log, note }: Pick<TreeFollowerOptions, 'log' | 'note'>,
  text: string,
  context: Readonly<Record<string, unknown>> = {},
): void {
  log?.warn(text, context);
  note?.(`audit: ${text}`);
}
