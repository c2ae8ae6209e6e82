import type { Channel, Template } from './events.ts';

export type NotificationCommand =
  | {
      readonly type: 'RequestNotification';
      readonly channel: Channel;
      readonly template: Template;
      readonly to: string;
      readonly userId: string;
      readonly orderId: string | null;
      readonly subject: string;
    }
  | { readonly type: 'RecordSent'; readonly attempt: number }
  | { readonly type: 'RecordFailure'; readonly attempt: number; readonly error: string; readonly final: boolean };
