import { Controller, Param, Post } from '@nestjs/common';
import type { Undo } from '../../engine/projections/ports/projection-admin.ts';
import { Answer } from '../../http/answer.ts';
import { Documented } from '../../http/documented.ts';
import { Problem } from '../../http/problem.ts';
import { Roles } from '../access.ts';
import { CommandDependencies } from '../dependencies.ts';
import { refusal } from '../refusals.ts';
import { docs } from './admin-documentation.ts';
import { beginning } from '../../engine/log/position.ts';

/** What an operator does to views and parked events. Nothing of it is an event of the shop. */
@Controller('admin')
@Roles('admin')
export class ProjectionsController {
  constructor(private readonly dependencies: CommandDependencies) {}

  @Post('projections/:name/rebuild')
  @Documented(docs.rebuild)
  async rebuild(@Param('name') name: string): Promise<Answer> {
    const result = await this.dependencies.projectionAdmin.rebuild(name);
    if (result.outcome === 'started') return this.done(202, { jobId: result.jobId });
    if (result.outcome === 'not-found') throw noProjection();
    throw refusal('rebuild-running', { message: `${name} is being rebuilt already.` });
  }

  @Post('projections/:name/cancel')
  @Documented(docs.cancel)
  async cancel(@Param('name') name: string): Promise<Answer> {
    return this.undone(name, await this.dependencies.projectionAdmin.cancel(name));
  }

  @Post('projections/:name/rollback')
  @Documented(docs.rollback)
  async rollback(@Param('name') name: string): Promise<Answer> {
    return this.undone(name, await this.dependencies.projectionAdmin.rollback(name));
  }

  @Post('parked/:id/retry')
  @Documented(docs.retry)
  async retry(@Param('id') id: string): Promise<Answer> {
    if (!(await this.dependencies.projectionAdmin.retryParked(id))) throw noParked();
    return this.done(200, { id });
  }

  @Post('parked/:id/discard')
  @Documented(docs.discard)
  async discard(@Param('id') id: string): Promise<Answer> {
    if (!(await this.dependencies.projectionAdmin.discardParked(id))) throw noParked();
    return this.done(200, { id });
  }

  private async undone(name: string, outcome: Undo): Promise<Answer> {
    if (outcome === 'not-found') throw noProjection();
    if (outcome === 'nothing-to-undo') throw refusal('nothing-to-undo');
    return this.done(200, { name });
  }

  private async done(status: number, body: object): Promise<Answer> {
    const position = (await this.dependencies.head()) ?? beginning;
    return new Answer(status, { ...body, position }, { Position: position });
  }
}

const noProjection = () => Problem.notFound('There is no such projection.');
const noParked = () => Problem.notFound('Nothing is parked under this id.');
