import type { Event } from '../event.ts';

export type Channel = 'email' | 'sms';
/** What is sent because of an event of an order. */
export const orderTemplates = [
  'order_confirmation',
  'order_paid',
  'order_shipped',
  'order_cancelled',
  'order_refunded',
] as const;
export type Template = 'welcome' | (typeof orderTemplates)[number];

/** One mail or SMS; its stream is `notification-<hash of cause, template, channel>`. */
export type NotificationEvent =
  | Event<
      'NotificationRequested',
      {
        channel: Channel;
        template: Template;
        /** Personal. */ to: string | null;
        userId: string;
        orderId: string | null;
        /** Personal. */ subject: string | null;
      }
    >
  | Event<'MailSent', { attempt: number }>
  | Event<'MailFailed', { attempt: number; error: string; final: boolean }>;
