import { yieldTurn } from '../tools/yield-turn.ts';
import type { Broken, BrokenReason } from './broken.ts';
import type { EventCodec } from '../log/event-codec.ts';
import type { Event, Recorded, StoredEvent } from '../log/event.ts';
import type { EventStore } from '../log/event-store.ts';
import { brokenAt, chainStart, isIntact, linkOf } from '../log/hash-chain.ts';
import type { Link } from '../log/hash-chain.ts';
import type { AuditCheckpoint } from './heads/audit-checkpoint.ts';
import type { LogTree } from './tree/log-tree.ts';
import { firstLost } from './lost-events.ts';
import { verifyLog } from './verify/verify-log.ts';
import type { LogReport } from './verify/verify-log.ts';
import { readWitness } from './heads/witness.ts';
import type { Registry } from '../stores/registry.ts';
import type { Position } from '../log/position.ts';
import { isAfter, reaches } from '../log/position.ts';
import { pagesAfter } from '../log/reading-on.ts';

type StreamVerdict = {
  readonly verified: boolean;
  readonly firstBroken: { readonly stream: string; readonly revision: number } | null;
  readonly reason: BrokenReason | null;
  readonly events: number;
};

const page = 500;

/** Reads the log as it is stored, to show and to verify it. */
export class AuditReader {
  private readonly reads: Pick<EventStore, 'readStream' | 'readAll'>;

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    /** The kept Merkle tree; null where none is kept. */
    private readonly tree: LogTree | null = null,
    /** Keeps what is known of the newest head apart from the tree; null: nothing is. */
    private readonly registry: Pick<Registry, 'get'> | null = null,
  ) {
    this.reads = store.verbatim ?? store;
  }

  /** Recomputes a stream's hash chain from its first event and names the first that is broken. */
  async verifyStream(stream: string): Promise<StreamVerdict> {
    let link: Link = chainStart;
    for await (const event of this.storedStream(stream)) {
      const reason = brokenAt(link, event);
      const events = event.revision + 1;
      if (reason !== null) {
        return { verified: false, firstBroken: { stream, revision: event.revision }, reason, events };
      }
      link = linkOf(event);
    }
    return { verified: true, firstBroken: null, reason: null, events: link.revision + 1 };
  }

  /**
   * Recomputes every stream's chain and the Merkle tree in one pass over the log; of each broken stream the first broken
   * event. With a checkpoint that was kept elsewhere it also finds what was done by somebody who rewrote all files.
   */
  async verifyAll(
    checkpoint: AuditCheckpoint | null = null,
    trusted: ReadonlySet<string> | null = this.tree?.trusted ?? null,
  ): Promise<LogReport> {
    const has = async (stream: string, revision: number, hash: string) => {
      const event = await this.storedAt(stream, revision);
      return event?.metadata.hash === hash;
    };
    const logId = await this.store.logId();
    const trees = this.tree?.store ?? null;
    const asked = { logId, log: () => this.log(), has, trees, trusted, checkpoint };
    for (;;) {
      // Before tree and log are read: the newest head in it is one of those that they must fit.
      const witness = await this.witness();
      const report = await verifyLog({ ...asked, witness });
      // A shop that was started meanwhile may add to a log that was at its end before.
      if (witness?.isLast !== true || (await this.witness())?.isLast === true) return report;
    }
  }

  private async witness() {
    return this.registry === null ? null : readWitness(this.registry);
  }

  /**
   * Those events that are not what their hash says, that the kept tree does not prove, or that were added while no shop was
   * running; says nothing of neighbours.
   */
  async brokenAmong(events: readonly StoredEvent[]): Promise<readonly Broken[]> {
    const witness = await this.witness();
    const last = witness?.isLast === true ? (witness.head?.position ?? null) : null;
    const proofs = await this.tree?.prove(events);
    return events.flatMap((event, index) => {
      const { stream, revision } = event;
      if (last !== null && isAfter(event.position, last)) return [{ stream, revision, reason: 'inserted' as const }];
      const broken: Broken = { stream, revision, reason: 'altered' };
      return isIntact(event) && proofs?.[index] !== 'not-kept' ? [] : [broken];
    });
  }

  /**
   * Of each stream the first event, after a position, that the kept tree has and the log has not, or not as it was written.
   * Finds what no chain can tell: a stream whose end, or the whole of it, was deleted.
   */
  async lostAmong(streams: Iterable<string>, after: Position | null = null): Promise<readonly Broken[]> {
    const trees = this.tree?.store ?? null;
    if (trees === null) return [];
    const lost: Broken[] = [];
    for (const stream of streams) {
      const first = await firstLost(trees, this.reads, stream, after);
      if (first !== null) lost.push(first);
    }
    return lost;
  }

  /** False where no tree is kept, one that was cut, or one that has not come to this position. */
  async isInTree(position: Position): Promise<boolean> {
    const end = await this.tree?.store.end();
    if (end === undefined || !reaches(end.position, position)) return false;
    return end.size >= ((await this.witness())?.head?.size ?? 0);
  }

  /** A stream's events as they were meant, in pages; personal fields of the erased are null. */
  async *readStream<E extends Event = Event>(stream: string, from = 0): AsyncGenerator<Recorded<E>> {
    for await (const event of this.storedStream(stream, from)) yield await this.codec.decode<E>(event);
  }

  /** The log as it is stored, after a position. */
  async *log(from: Position | null = null): AsyncGenerator<StoredEvent> {
    for await (const events of pagesAfter(this.reads, from, page)) {
      yield* events;
      await yieldTurn();
    }
  }

  /** A stream as it is stored. */
  async *storedStream(stream: string, from = 0): AsyncGenerator<StoredEvent> {
    for (let next = from; ; next += page) {
      const read = await this.reads.readStream(stream, next, page);
      yield* read;
      if (read.length < page) return;
      await yieldTurn();
    }
  }

  /** One event as it is stored; null when there is none. */
  async storedAt(stream: string, revision: number): Promise<StoredEvent | null> {
    const [event] = await this.reads.readStream(stream, revision, 1);
    return event?.revision === revision ? event : null;
  }
}
