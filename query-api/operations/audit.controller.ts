import { Controller, Get, Inject } from '@nestjs/common';
import type { AuditReader } from '../../engine/audit/reader.ts';
import type { BrokenReason } from '../../engine/audit/broken.ts';
import { unprovenOf } from '../../engine/audit/unproven.ts';
import { Documented } from '../../http/documented.ts';
import { Roles } from '../access.ts';
import { AUDIT } from '../tokens.ts';

/** Of each broken stream the first broken event. */
type LogVerdict = {
  readonly streams: number;
  readonly events: number;
  readonly broken: readonly { readonly stream: string; readonly revision: number; readonly reason: BrokenReason }[];
  /** Why the log is not proven though nothing is broken; absent when signed heads speak for it. */
  readonly notProven?: readonly string[];
};

@Controller('admin/audit')
@Roles('admin')
export class AuditController {
  constructor(@Inject(AUDIT) private readonly audit: AuditReader) {}

  @Get('verify')
  @Documented({
    summary: 'Verify the log',
    description:
      "Recomputes every stream's hash chain and the Merkle tree over the whole log, which takes time with a long one, " +
      'compares the tree with the kept one and its signed heads, and names of each broken stream the first broken ' +
      'event: `altered`, `chain-broken` (replaced or swapped), `revision-gap`, `missing`, `inserted`, `reordered`, `leaf-missing` or ' +
      '`truncated` (with all that came after it); and when the kept tree was altered too, the first event that a head ' +
      'speaks against: `unlike-head`, or `head-forged` when the head was not signed with the key it names, or `other-log` when it was signed for a log with another id. ' +
      '`notProven` is there when nothing is broken but something keeps the log from being proven, each reason in a line: no tree, no signed head, a tree that was cut, heads of another key, events that nothing signed spoke of when they were found.',
    answer: { streams: 210, events: 1234, broken: [] },
  })
  async verify(): Promise<LogVerdict> {
    const report = await this.audit.verifyAll();
    const { streams, events } = report;
    const broken = report.broken.map(({ stream, revision, reason }) => ({ stream, revision, reason }));
    const { wrong, found } = unprovenOf(report);
    const notProven = found === null ? wrong : [...wrong, found];
    return { streams, events, broken, ...(notProven.length > 0 ? { notProven } : {}) };
  }
}
