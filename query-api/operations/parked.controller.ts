import { Controller, Get, Inject } from '@nestjs/common';
import type { ParkedEvent } from '../../engine/feed/parked-events.ts';
import type { ProjectionAdmin } from '../../engine/projections/ports/projection-admin.ts';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import { Documented } from '../../http/documented.ts';
import { List } from '../../http/list.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { Roles } from '../access.ts';
import { listOf, listQuery } from '../list-documentation.ts';
import { cursorOf, placeIn } from '../paging.ts';
import { PROJECTION_ADMIN } from '../tokens.ts';
import { positionIn } from '../../engine/log/position.ts';

const exampleParked: ParkedEvent = {
  id: '6b5a4938-2716-4504-93e2-d1c0bfae9d8c',
  projection: 'orders',
  key: '7e4b2c1d-0a9f-8c35-b7e6-4d3c2b1a0f9e',
  eventId: '1c2d3e4f-5a6b-8c7d-9e0f-1a2b3c4d5e6f',
  position: positionIn('00000000000004d9')!,
  error: 'the fold could not take it',
  attempts: 3,
  since: '2026-03-02T14:05:00.000Z',
};

@Controller('admin/parked')
@Roles('admin')
export class ParkedController {
  constructor(@Inject(PROJECTION_ADMIN) private readonly projections: ProjectionAdmin) {}

  @Get()
  @Documented({
    summary: 'List parked events',
    description: 'Events that a projection or a consumer could not take; later ones of the same key wait behind them.',
    query: listQuery,
    answer: listOf(exampleParked),
  })
  async list(@List() { limit, cursor }: ListParameters): Promise<Page<ParkedEvent>> {
    const after = cursor === undefined ? undefined : String(placeIn('parked', cursor)[0]);
    const parked = await this.projections.parked(limit + 1, after);
    const items = parked.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: parked.length > limit && last !== undefined ? cursorOf('parked', [last.id]) : null };
  }
}
