import { wholeLog } from '../broken.ts';
import type { Found } from '../broken.ts';
import type { StoredEvent } from '../../log/event.ts';
import type { AuditCheckpoint } from '../heads/audit-checkpoint.ts';
import { Frontier } from '../tree/frontier.ts';
import { hex } from '../tree/hashes.ts';
import { hashOfLeaf, leafOf } from '../tree/log-tree.ts';

/** Compares the log, while it is read, with what a checkpoint says of it, range by range. */
export class AuditCheckpointComparison {
  private readonly expected: readonly { readonly level: number; readonly hash: string }[];
  private tree = new Frontier();
  private at = 0;
  private events = 0;
  private first = { stream: wholeLog, revision: 0 };

  constructor(
    private readonly checkpoint: AuditCheckpoint,
    private readonly found: Found,
  ) {
    const { level, blocks, rest } = checkpoint;
    this.expected = [...blocks.map((hash) => ({ level, hash })), ...rest];
  }

  next(event: StoredEvent): void {
    this.events += 1;
    const range = this.expected[this.at];
    if (range === undefined) return;
    if (this.tree.size === 0) this.first = { stream: event.stream, revision: event.revision };
    this.tree.push(hashOfLeaf(leafOf(event)));
    const among = 2 ** range.level;
    if (this.tree.size < among) return;
    if (hex(this.tree.root()) !== range.hash) this.found({ ...this.first, reason: 'unlike-checkpoint', among });
    this.tree = new Frontier();
    this.at += 1;
  }

  /** The log has no more events: fewer than the checkpoint covers means that the end is cut off. */
  end(): void {
    if (this.events < this.checkpoint.head.size)
      this.found({ stream: wholeLog, revision: this.events, reason: 'truncated' });
  }
}
