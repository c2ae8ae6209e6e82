import type { LogFeed } from '../../feed/log-feed.ts';
import type { Registry } from '../../stores/registry.ts';
import { rest } from '../../tools/back-off.ts';
import { repeat } from '../../tools/retry.ts';
import { NewestHead, type NewestHeadParts } from '../heads/newest-head.ts';
import { fingerprintOf } from '../heads/signed-head.ts';
import { flawOfWitness, readWitness } from '../heads/witness.ts';
import type { KeptWitness, Witness, WitnessFlaw } from '../heads/witness.ts';
import { GrowingTree, type GrowingTreeParts } from './growing-tree.ts';
import { LogUnlikeTree, resumeTree, type Resumed } from './resume-tree.ts';

type TreeFollowerOptions = GrowingTreeParts &
  NewestHeadParts & {
    readonly registry: Pick<Registry, 'get'>;
    /** Tells when there is something to read. */
    readonly feed: Pick<LogFeed, 'waitBeyond'>;
    /** The keys that may have signed earlier heads. */
    readonly trusted: ReadonlySet<string>;
    /** Milliseconds between two heads of a growing tree, at least. */
    readonly headEveryMs: number;
    /** Milliseconds in which events gather before they are read. */
    readonly gatherMs?: number;
    /** Hears what an operator must know as long as this shop runs. */
    readonly note?: (text: string) => void;
  };

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
  private readonly tree: GrowingTree;
  private readonly head: NewestHead;
  private headDue = 0;
  private isUnlike = false;

  private constructor(
    private readonly options: TreeFollowerOptions,
    resumed: Resumed,
    known: Witness,
  ) {
    this.tree = new GrowingTree(options, resumed);
    this.head = new NewestHead(options, resumed.newest, known);
  }

  /**
   * Goes on where the tree ends. A tree or a log that is not the one that was signed is left as it is, for it is what
   * tells that something was changed: then null, a warning and a note.
   */
  static async start(options: TreeFollowerOptions): Promise<TreeFollower | null> {
    const { trees, store, registry, signer, trusted } = options;
    const witness = await readWitness(registry);
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
      if (follower.tree.isCut)
        follower.tell('The Merkle tree was cut; it is made again from the log and compared with the newest head', {
          size: tree.size,
          signed: newest?.size,
        });
      if (flaw !== null && !(flaw === 'other-key' && isByOther)) follower.tell(flawTexts[flaw]);
      let news: Partial<Witness> = {};
      if (flaw !== null) news = await follower.takeInWhatIsFound(0, flaw === 'other-key' ? witness : null);
      else if (witness === null) news = await follower.takeInWhatIsFound(newest?.size ?? 0, null);
      await follower.head.testify(news);
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
      await this.tree.catchUp();
      await this.head.sign(this.tree);
      const { last } = this.tree;
      if (last !== null && (await this.options.store.head()) === last) await this.head.testify({ isLast: true });
    } catch (error) {
      this.options.log?.warn('The Merkle tree could not be finished; it is at the next start', {
        error: String(error),
      });
    }
  }

  private run(): Promise<void> {
    const failed = (error: unknown) => {
      if (error instanceof LogUnlikeTree) throw error;
      this.tree.doubt();
      this.options.log?.warn('The Merkle tree could not be kept and is tried again', { error: String(error) });
    };
    return repeat(() => this.grow(), { signal: this.closing.signal, backOff, failed }).catch((error: unknown) => {
      if (!(error instanceof LogUnlikeTree)) throw error;
      this.isUnlike = true;
      this.tell(error.message);
    });
  }

  private async grow(): Promise<void> {
    const { gatherMs = 250, headEveryMs } = this.options;
    const { signal } = this.closing;
    await this.untilSomethingIsDue();
    if (!signal.aborted) await rest(gatherMs, signal);
    if (!signal.aborted) await this.tree.catchUp();
    if (!signal.aborted && performance.now() >= this.headDue) {
      await this.head.sign(this.tree);
      this.headDue = performance.now() + headEveryMs;
    }
  }

  /** Events, or a head: a tree that has not grown since its last one needs no other. */
  private async untilSomethingIsDue(): Promise<void> {
    const waiting = new AbortController();
    const stop = () => waiting.abort();
    const headIn = Math.max(0, Math.ceil(this.headDue - performance.now()));
    const timer = this.tree.size === this.head.size ? undefined : setTimeout(stop, headIn).unref();
    this.closing.signal.addEventListener('abort', stop, { once: true });
    await this.options.feed.waitBeyond(this.tree.last, waiting.signal);
    this.closing.signal.removeEventListener('abort', stop);
    clearTimeout(timer);
  }

  /**
   * A log that has events, but nothing that was signed of them, or only by another key: from here on they are proven, as
   * they are found now.
   */
  private async takeInWhatIsFound(from: number, byOther: KeptWitness | null): Promise<Partial<Witness>> {
    await this.tree.catchUp();
    const { size } = this.tree;
    if (size === from) return {};
    const by = byOther?.by ?? null;
    const unless = by === null ? null : { publicKey: by.publicKey, found: byOther?.found ?? null };
    this.tell('Nothing signed speaks of what the log has; from now on it is proven as it was found now', {
      from,
      size,
    });
    return { found: { from, to: size, time: this.options.clock(), unless } };
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
