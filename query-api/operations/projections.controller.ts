import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { ProjectionAdmin, ProjectionStatus, RebuildJob } from '../../engine/projections/ports/projection-admin.ts';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import { Documented } from '../../http/documented.ts';
import { List } from '../../http/list.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { Problem } from '../../http/problem.ts';
import { Roles } from '../access.ts';
import { listOf, listQuery } from '../list-documentation.ts';
import { pageOf } from '../paging.ts';
import { PROJECTION_ADMIN } from '../tokens.ts';
import { positionIn } from '../../engine/log/position.ts';

const exampleProjection: ProjectionStatus = {
  name: 'orders',
  version: '1.1',
  state: 'live',
  position: positionIn('00000000000004d9')!,
  headPosition: positionIn('00000000000004d9')!,
  lagEvents: 0,
  lagSeconds: 0,
  eventsPerSecond: 12.5,
  parked: 0,
};

const exampleRebuild: RebuildJob = {
  jobId: '4f3e2d1c-0b9a-4876-a543-210fedcba987',
  state: 'retired',
  processed: 1234,
  total: 1234,
  percent: 100,
};

@Controller('admin/projections')
@Roles('admin')
export class ProjectionsController {
  constructor(@Inject(PROJECTION_ADMIN) private readonly projections: ProjectionAdmin) {}

  @Get()
  @Documented({
    summary: 'List projections',
    description: 'Every projection by name: its version, its state, and how far it is behind the log.',
    query: listQuery,
    answer: listOf(exampleProjection),
  })
  async list(@List() list: ListParameters): Promise<Page<ProjectionStatus>> {
    return pageOf('projections', await this.projections.list(), ({ name }) => name, list);
  }

  @Get(':name')
  @Documented({
    summary: 'Read a projection',
    description: 'One projection with its latest rebuild, also when that has ended; null before the first.',
    answer: { ...exampleProjection, rebuild: exampleRebuild },
    problems: ['not-found'],
  })
  async read(@Param('name') name: string): Promise<ProjectionStatus & { readonly rebuild: RebuildJob | null }> {
    const projection = await this.projections.show(name);
    if (projection === null) throw Problem.notFound();
    return projection;
  }
}
