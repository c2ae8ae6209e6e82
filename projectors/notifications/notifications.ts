import type { Channel, NotificationEvent, Template } from '../../domain/notification/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { idIn } from '../stream-id.ts';

/** A mail or SMS. `to` and `subject` are null once the person is erased. */
export type NotificationDocument = {
  readonly id: string;
  readonly channel: Channel;
  readonly template: Template;
  readonly to: string | null;
  readonly userId: string;
  readonly orderId: string | null;
  readonly subject: string | null;
  /** `pending` until it is sent, also between attempts; `failed` when it is given up. */
  readonly status: 'pending' | 'sent' | 'failed';
  readonly attempts: number;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly position: string;
};

function evolve(
  mail: NotificationDocument | null,
  event: Recorded<NotificationEvent>,
  id: string,
): NotificationDocument | null {
  if (event.type === 'NotificationRequested') {
    const log = { status: 'pending' as const, attempts: 0, createdAt: event.time, sentAt: null };
    return { id, ...event.data, ...log, position: event.position };
  }
  if (mail === null) return null;
  const { attempt: attempts } = event.data;
  return event.type === 'MailSent'
    ? { ...mail, status: 'sent', attempts, sentAt: event.time }
    : { ...mail, status: event.data.final ? 'failed' : mail.status, attempts };
}

/** The mail log, newest first by position. */
export const notifications = projection<NotificationDocument, NotificationEvent>({
  name: 'notifications',
  version: 1,
  handles: ['NotificationRequested', 'MailSent', 'MailFailed'],
  keys: (event) => [idIn(event.stream)],
  evolve,
  indexes: [{ fields: ['position'] }, { fields: ['orderId', 'position'] }, { fields: ['userId', 'position'] }],
  erases: { on: 'UserKeyDestroyed', field: 'userId', blank: (mail) => ({ ...mail, to: null, subject: null }) },
});
