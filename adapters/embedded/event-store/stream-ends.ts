import { BoundedMap } from '../../../engine/tools/bounded-map.ts';

const mostKnown = 20_000;

/**
 * Where the streams end that were appended to last. The folder belongs to one process, so nobody else moves an end;
 * while an append of our own is under way, its stream's end is not known. Spares most of the reads that ask whether
 * there is anything newer.
 */
export class StreamEnds {
  private readonly ends = new BoundedMap<string, number>(mostKnown);
  private readonly underWay = new Map<string, number>();

  /** An append begins; answers what to call with the stream's revision after it, or null when that is not certain. */
  begin(stream: string): (revision: number | null) => void {
    this.ends.delete(stream);
    this.underWay.set(stream, (this.underWay.get(stream) ?? 0) + 1);
    return (revision) => {
      const others = this.underWay.get(stream)! - 1;
      if (others > 0) this.underWay.set(stream, others);
      else this.underWay.delete(stream);
      if (others === 0 && revision !== null) this.ends.set(stream, revision);
    };
  }

  /** True when it is certain that the stream has no event of this revision or a later one. */
  isBeyond(stream: string, revision: number): boolean {
    const end = this.ends.get(stream);
    return end !== undefined && revision > end;
  }
}
