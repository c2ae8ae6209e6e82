import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Documented } from '../../http/documented.ts';
import { List } from '../../http/list.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { processes } from '../../projectors/processes/processes.ts';
import { Roles } from '../access.ts';
import { listQuery } from '../list-documentation.ts';
import { ListProcesses } from './list-processes.ts';
import type { Processes, ListedProcessManager, WaitingOrder } from './list-processes.ts';
import { positionIn } from '../../engine/log/position.ts';

const exampleWait: WaitingOrder = {
  orderId: '7e4b2c1d-0a9f-8c35-b7e6-4d3c2b1a0f9e',
  waitingFor: 'capture',
  since: '2026-03-02T14:05:00.000Z',
  attempts: 2,
  lastError: 'The payment provider could not be reached.',
};

const exampleManager: ListedProcessManager = {
  name: 'order-saga',
  state: 'running',
  position: positionIn('00000000000004d9')!,
  headPosition: positionIn('00000000000004d9')!,
  lagEvents: 0,
  lagSeconds: 0,
};

@Controller('admin/processes')
@Roles('admin')
@ReadsViews(processes)
export class ProcessesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    summary: 'List process managers and orders that wait',
    description:
      'How far each process manager is behind the log; then the orders that wait, the longest first: for `stock`, ' +
      '`payment-answer`, or for a `capture`, `void` or `refund` to succeed at the provider.',
    query: listQuery,
    answer: { items: [exampleManager, exampleWait], nextCursor: null },
  })
  list(@List() list: ListParameters): Promise<Processes> {
    return this.queries.execute(new ListProcesses(list));
  }
}
