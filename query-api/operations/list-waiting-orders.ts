import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Page, Views } from '../../engine/view-store.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import type { WaitingDocument } from '../../projectors/processes/processes.ts';
import { shown } from '../paging.ts';
import { VIEWS } from '../tokens.ts';

export type WaitingOrder = Omit<WaitingDocument, 'position'>;

/** Orders that wait for something, those that wait longest first. */
export class ListWaitingOrders extends Query<Page<WaitingOrder>> {
  constructor(readonly list: ListParameters) {
    super();
  }
}

@QueryHandler(ListWaitingOrders)
export class ListWaitingOrdersHandler implements IQueryHandler<ListWaitingOrders> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  execute({ list }: ListWaitingOrders): Promise<Page<WaitingOrder>> {
    const orderBy = [{ field: 'position', direction: 'ascending' }] as const;
    const page = this.views.find<WaitingDocument>('processes', { orderBy, ...list });
    return shown(page, waitingOrderOf);
  }
}

function waitingOrderOf(document: WaitingDocument): WaitingOrder {
  const { position: _, ...waiting } = document;
  return waiting;
}
