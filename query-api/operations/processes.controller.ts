import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page } from '../../engine/view-store.ts';
import { Roles } from '../../http/access.ts';
import { Documented } from '../../http/documented.ts';
import { List } from '../../http/list-parameters.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { listOf, listQuery } from '../list-documentation.ts';
import { PROCESS_LAGS } from '../tokens.ts';
import { ListWaitingOrders } from './list-waiting-orders.ts';
import type { WaitingOrder } from './list-waiting-orders.ts';
import type { ProcessLag, ProcessLags } from './process-lags.ts';

const exampleWait: WaitingOrder = {
  orderId: '7e4b2c1d-0a9f-8c35-b7e6-4d3c2b1a0f9e',
  waitingFor: 'capture',
  since: '2026-03-02T14:05:00.000Z',
  attempts: 2,
  lastError: 'the provider could not be reached',
};

const exampleManager: ProcessLag = {
  name: 'order-saga',
  position: '00000000000004d9',
  headPosition: '00000000000004d9',
  lagEvents: 0,
  lagSeconds: 0,
};

@Controller('admin/processes')
@Roles('admin')
@ReadsViews('processes')
export class ProcessesController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(PROCESS_LAGS) private readonly lags: ProcessLags,
  ) {}

  @Get()
  @Documented({
    summary: 'List process managers and orders that wait',
    description:
      'How far each process manager is behind the log, and the orders that wait, the longest first: for `stock`, ' +
      '`payment-answer`, or for a `capture`, `void` or `refund` to succeed at the provider.',
    query: listQuery,
    answer: listOf(exampleWait, { processManagers: [exampleManager] }),
  })
  async list(
    @List() list: ListParameters,
  ): Promise<Page<WaitingOrder> & { readonly processManagers: readonly ProcessLag[] }> {
    const [page, processManagers] = await Promise.all([
      this.queries.execute(new ListWaitingOrders(list)),
      this.lags.list(),
    ]);
    return { ...page, processManagers };
  }
}
