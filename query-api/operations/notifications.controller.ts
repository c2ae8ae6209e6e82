import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import { Documented } from '../../http/documented.ts';
import { List } from '../../http/list.ts';
import { textParameter } from '../../http/list-parameters.ts';
import type { ListParameters, Query as QueryString } from '../../http/list-parameters.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { notifications } from '../../projectors/notifications/notifications.ts';
import { Roles } from '../access.ts';
import { listOf, listQuery } from '../list-documentation.ts';
import { ListNotifications } from './list-notifications.ts';
import type { Notification } from './list-notifications.ts';

const exampleNotification: Notification = {
  id: '0d1e2f3a-4b5c-8d6e-8f70-8192a3b4c5d6',
  channel: 'email',
  template: 'order_confirmation',
  to: 'ada@example.com',
  userId: '5b0e7c9a-2f64-8d11-9c3e-0d4f7a1b2c3d',
  orderId: '7e4b2c1d-0a9f-8c35-b7e6-4d3c2b1a0f9e',
  subject: 'Your order 7E4B-2C1D is confirmed',
  status: 'sent',
  attempts: 1,
  createdAt: '2026-03-02T14:05:00.150Z',
  sentAt: '2026-03-02T14:05:00.210Z',
};

@Controller('admin/notifications')
@Roles('admin')
@ReadsViews(notifications)
export class NotificationsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Documented({
    summary: 'Read the mail log',
    description:
      'Mails and text messages, the newest first. `status` is pending (also between attempts), sent or failed (given ' +
      'up). `to` and `subject` are null once the person is erased.',
    query: {
      orderId: { description: 'Messages about one order.' },
      userId: { description: 'Messages to one person.' },
      ...listQuery,
    },
    answer: listOf(exampleNotification),
  })
  list(@Query() query: QueryString, @List() list: ListParameters): Promise<Page<Notification>> {
    const filters = {
      orderId: textParameter(query, 'orderId')?.toLowerCase(),
      userId: textParameter(query, 'userId')?.toLowerCase(),
    };
    return this.queries.execute(new ListNotifications(filters, list));
  }
}
