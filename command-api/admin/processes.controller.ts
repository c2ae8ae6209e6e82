import { Controller, Post } from '@nestjs/common';
import { Answer } from '../../http/answer.ts';
import { Documented } from '../../http/documented.ts';
import { PathId } from '../../http/path-id.ts';
import { Problem } from '../../http/problem.ts';
import { Roles } from '../access.ts';
import { CommandDependencies } from '../dependencies.ts';
import { docs } from './admin-documentation.ts';
import { beginning } from '../../engine/log/position.ts';

/** What an operator does to orders that wait. */
@Controller('admin/processes')
@Roles('admin')
export class ProcessesController {
  constructor(private readonly dependencies: CommandDependencies) {}

  @Post(':orderId/resume')
  @Documented(docs.resume)
  async resume(@PathId('orderId') orderId: string): Promise<Answer> {
    const { resumeProcess, head } = this.dependencies;
    if (!(await resumeProcess(orderId))) throw Problem.notFound('No next attempt is waited for.');
    const position = (await head()) ?? beginning;
    return new Answer(200, { id: orderId, position }, { Position: position });
  }
}
