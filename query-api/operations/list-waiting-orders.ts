import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { ReactorStatus } from '../../engine/reactor-runtime.ts';
import type { Page, Views } from '../../engine/view-store.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import type { WaitingDocument } from '../../projectors/processes/processes.ts';
import { PROCESS_MANAGERS, VIEWS } from '../tokens.ts';
import type { ProcessManagers } from './process-managers.ts';

export type WaitingOrder = Omit<WaitingDocument, 'position'>;
export type WaitingOrders = Page<WaitingOrder> & { readonly processManagers: readonly ReactorStatus[] };

/** Orders that wait for something, those that wait longest first, and the process managers that lead them. */
export class ListWaitingOrders extends Query<WaitingOrders> {
  constructor(readonly list: ListParameters) {
    super();
  }
}

@QueryHandler(ListWaitingOrders)
export class ListWaitingOrdersHandler implements IQueryHandler<ListWaitingOrders> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(PROCESS_MANAGERS) private readonly managers: ProcessManagers,
  ) {}

  async execute({ list }: ListWaitingOrders): Promise<WaitingOrders> {
    const orderBy = [{ field: 'position', direction: 'ascending' }] as const;
    const [{ items, nextCursor }, processManagers] = await Promise.all([
      this.views.find<WaitingDocument>('processes', { orderBy, ...list }),
      this.managers.list(),
    ]);
    return { items: items.map((wait) => waitingOrderOf(wait, processManagers)), nextCursor, processManagers };
  }
}

/** What the log does not tell: that an attempt fails before it can be recorded, and why. */
function waitingOrderOf(document: WaitingDocument, managers: readonly ReactorStatus[]): WaitingOrder {
  const { position: _, ...waiting } = document;
  const retry = managers.flatMap(({ retrying }) => retrying).find(({ key }) => key === waiting.orderId);
  if (retry === undefined) return waiting;
  return { ...waiting, attempts: Math.max(waiting.attempts, retry.attempts), lastError: retry.lastError };
}
