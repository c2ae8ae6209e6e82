import { Controller, Get, Inject } from '@nestjs/common';
import type { AuditReader, LogVerdict } from '../../engine/audit.ts';
import { Roles } from '../../http/access.ts';
import { Documented } from '../../http/documented.ts';
import { AUDIT } from '../tokens.ts';

@Controller('admin/audit')
@Roles('admin')
export class AuditController {
  constructor(@Inject(AUDIT) private readonly audit: AuditReader) {}

  @Get('verify')
  @Documented({
    summary: 'Verify the log',
    description:
      "Recomputes every stream's hash chain over the whole log, which takes time with a long one, and names of each " +
      'broken stream the first broken event: `altered`, `chain-broken` (replaced or swapped) or `revision-gap`.',
    answer: { streams: 210, events: 1234, broken: [] },
  })
  verify(): Promise<LogVerdict> {
    return this.audit.verifyAll();
  }
}
