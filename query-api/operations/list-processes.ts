import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { ReactorStatus } from '../../engine/reactions/reactor-services.ts';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import { malformedCursor } from '../../http/list-parameters.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { processes } from '../../projectors/processes/processes.ts';
import type { WaitingDocument } from '../../projectors/processes/processes.ts';
import { cursorOf, placeIn } from '../paging.ts';
import { PROCESS_MANAGERS, VIEWS } from '../tokens.ts';
import type { ProcessManagers } from './process-managers.ts';

export type ListedProcessManager = Omit<ReactorStatus, 'retrying'>;
export type WaitingOrder = Omit<WaitingDocument, 'position'>;
export type Processes = Page<ListedProcessManager | WaitingOrder>;

/** How many process managers a page before has shown, and the view's cursor after the orders it has shown. */
type Place = { readonly managers: number; readonly orders: string | undefined };

/** The process managers, then the orders that wait for something, those that wait longest first. */
export class ListProcesses extends Query<Processes> {
  constructor(readonly list: ListParameters) {
    super();
  }
}

@QueryHandler(ListProcesses)
export class ListProcessesHandler implements IQueryHandler<ListProcesses> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(PROCESS_MANAGERS) private readonly managers: ProcessManagers,
  ) {}

  async execute({ list: { limit, cursor } }: ListProcesses): Promise<Processes> {
    const place = placeAt(cursor);
    const all = await this.managers.list();
    const managers = all.slice(place.managers, place.managers + limit);
    const shown = place.managers + managers.length;
    const room = limit - managers.length;
    const waiting = await this.waiting(Math.max(room, 1), place.orders);
    if (room === 0) {
      const more = shown < all.length || waiting.items.length > 0;
      return { items: managers.map(managerOf), nextCursor: more ? cursorOf('processes', [shown, null]) : null };
    }
    return {
      items: [...managers.map(managerOf), ...waiting.items.map((wait) => waitingOrderOf(wait, all))],
      nextCursor: waiting.nextCursor === null ? null : cursorOf('processes', [shown, waiting.nextCursor]),
    };
  }

  private waiting(limit: number, cursor: string | undefined): Promise<Page<WaitingDocument>> {
    const orderBy = [{ field: 'position', direction: 'ascending' }] as const;
    return this.views.of(processes).find({ orderBy, limit, ...(cursor === undefined ? {} : { cursor }) });
  }
}

function placeAt(cursor: string | undefined): Place {
  if (cursor === undefined) return { managers: 0, orders: undefined };
  const [managers, orders] = placeIn('processes', cursor);
  if (typeof managers !== 'number' || !Number.isSafeInteger(managers) || managers < 0) throw malformedCursor();
  return { managers, orders: typeof orders === 'string' ? orders : undefined };
}

function managerOf(status: ReactorStatus): ListedProcessManager {
  const { retrying: _, ...manager } = status;
  return manager;
}

/** What the log does not tell: that an attempt fails before it can be recorded, and why. */
function waitingOrderOf(document: WaitingDocument, managers: readonly ReactorStatus[]): WaitingOrder {
  const { position: _, ...waiting } = document;
  const retry = managers.flatMap(({ retrying }) => retrying).find(({ key }) => key === waiting.orderId);
  if (retry === undefined) return waiting;
  return { ...waiting, attempts: Math.max(waiting.attempts, retry.attempts), lastError: retry.lastError };
}
