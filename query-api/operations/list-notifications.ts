import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Filter, Page } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { notifications } from '../../projectors/notifications/notifications.ts';
import type { NotificationDocument } from '../../projectors/notifications/notifications.ts';
import { shown } from '../paging.ts';
import { VIEWS } from '../tokens.ts';

export type Notification = Omit<NotificationDocument, 'orderId' | 'position'> & { readonly orderId?: string };

type NotificationFilters = { readonly orderId: string | undefined; readonly userId: string | undefined };

/** The log of mails and text messages, the newest first. */
export class ListNotifications extends Query<Page<Notification>> {
  constructor(
    readonly filters: NotificationFilters,
    readonly list: ListParameters,
  ) {
    super();
  }
}

@QueryHandler(ListNotifications)
export class ListNotificationsHandler implements IQueryHandler<ListNotifications> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  execute({ filters: { orderId, userId }, list }: ListNotifications): Promise<Page<Notification>> {
    const where: readonly Filter[] = [
      ...(orderId === undefined ? [] : [{ field: 'orderId', equals: orderId }]),
      ...(userId === undefined ? [] : [{ field: 'userId', equals: userId }]),
    ];
    const orderBy = [{ field: 'position', direction: 'descending' }] as const;
    return shown(this.views.of(notifications).find({ where, orderBy, ...list }), notificationOf);
  }
}

function notificationOf(document: NotificationDocument): Notification {
  const { orderId, position: _, ...notification } = document;
  return { ...notification, ...(orderId === null ? {} : { orderId }) };
}
