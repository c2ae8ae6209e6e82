import { Controller, Get, Inject } from '@nestjs/common';
import type { AuditReader } from '../../engine/audit.ts';
import type { BrokenReason } from '../../engine/broken.ts';
import { Roles } from '../../http/access.ts';
import { Documented } from '../../http/documented.ts';
import { AUDIT } from '../tokens.ts';

/** Of each broken stream the first broken event. */
export type LogVerdict = {
  readonly streams: number;
  readonly events: number;
  readonly broken: readonly { readonly stream: string; readonly revision: number; readonly reason: BrokenReason }[];
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
      'event: `altered`, `chain-broken` (replaced or swapped), `revision-gap`, `missing`, `inserted`, `reordered` or ' +
      '`truncated` (with all that came after it); and when the kept tree was altered too, the first event that a head ' +
      'speaks against: `unlike-head`, or `head-forged` when the head was not signed with the key of the shop, or `other-log` when it was signed for a log with another id.',
    answer: { streams: 210, events: 1234, broken: [] },
  })
  async verify(): Promise<LogVerdict> {
    const { streams, events, broken } = await this.audit.verifyAll();
    return { streams, events, broken: broken.map(({ stream, revision, reason }) => ({ stream, revision, reason })) };
  }
}
