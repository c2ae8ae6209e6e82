import { accept, reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import type { Decider } from '../decider.ts';
import { unreachable } from '../event.ts';
import type { NotificationCommand } from './commands.ts';
import type { Channel, NotificationEvent, Template } from './events.ts';

/** Null before it was asked for. */
type Notification = {
  readonly channel: Channel;
  readonly template: Template;
  readonly to: string | null;
  readonly userId: string;
  readonly orderId: string | null;
  readonly subject: string | null;
  /** `failed` for good; after a failure that is tried again it is still `requested`. */
  readonly status: 'requested' | 'sent' | 'failed';
  readonly attempts: number;
};

/** A notification is asked for once and sent once; a repeated report changes nothing. */
export function decide(command: NotificationCommand, notification: Notification | null): Decision<NotificationEvent> {
  if (command.type === 'RequestNotification') {
    const { channel, template, to, userId, orderId, subject } = command;
    if (notification !== null) return accept();
    return accept({ type: 'NotificationRequested', data: { channel, template, to, userId, orderId, subject } });
  }
  if (notification === null) return reject('not-found');
  if (notification.status === 'sent') return accept();
  const { attempt } = command;
  if (command.type === 'RecordSent') return accept({ type: 'MailSent', data: { attempt } });
  if (attempt <= notification.attempts) return accept();
  return accept({ type: 'MailFailed', data: { attempt, error: command.error, final: command.final } });
}

export function evolve(notification: Notification | null, event: NotificationEvent): Notification | null {
  switch (event.type) {
    case 'NotificationRequested':
      return { ...event.data, status: 'requested', attempts: 0 };
    case 'MailSent':
      return notification === null ? null : { ...notification, status: 'sent', attempts: event.data.attempt };
    case 'MailFailed': {
      if (notification === null) return null;
      const { attempt, final } = event.data;
      return { ...notification, status: final ? 'failed' : 'requested', attempts: attempt };
    }
    default:
      return unreachable(event, notification);
  }
}

/** Streams `notification-<hash of cause, template, channel>`. */
export const notificationDecider: Decider<Notification | null, NotificationCommand, NotificationEvent> = {
  name: 'notification',
  stateVersion: 1,
  initial: null,
  decide,
  evolve,
};
