import { expect, test } from '@jest/globals';
import { given } from '../../test/given-when-then.ts';
import type { NotificationEvent } from './events.ts';
import { notificationDecider } from './notification.ts';

const welcome = {
  channel: 'email',
  template: 'welcome',
  to: 'ada@example.com',
  userId: 'ada',
  orderId: null,
  subject: 'Welcome',
} as const;
const requested: NotificationEvent = { type: 'NotificationRequested', data: welcome };
const sent: NotificationEvent = { type: 'MailSent', data: { attempt: 1 } };
const failed = (attempt: number, final: boolean): NotificationEvent => ({
  type: 'MailFailed',
  data: { attempt, error: 'mailbox full', final },
});
const recordFailure = (attempt: number, final: boolean) =>
  ({ type: 'RecordFailure', attempt, error: 'mailbox full', final }) as const;

test('a notification is asked for once', () => {
  given(notificationDecider)
    .when({ type: 'RequestNotification', ...welcome })
    .thenHappens(requested);
  given(notificationDecider, requested)
    .when({ type: 'RequestNotification', ...welcome })
    .thenNothingHappens();
});

test('a notification is sent once', () => {
  given(notificationDecider, requested).when({ type: 'RecordSent', attempt: 1 }).thenHappens(sent);
  given(notificationDecider, requested, sent).when({ type: 'RecordSent', attempt: 1 }).thenNothingHappens();
  given(notificationDecider, requested, sent).when(recordFailure(2, false)).thenNothingHappens();
  given(notificationDecider).when({ type: 'RecordSent', attempt: 1 }).thenRefused('not-found');
  expect(given(notificationDecider, requested, sent).state).toEqual({ ...welcome, status: 'sent', attempts: 1 });
});

test('a failure is noted once an attempt, and the last one is final', () => {
  given(notificationDecider, requested).when(recordFailure(1, false)).thenHappens(failed(1, false));
  given(notificationDecider, requested, failed(1, false)).when(recordFailure(1, false)).thenNothingHappens();
  given(notificationDecider, requested, failed(1, false)).when(recordFailure(2, true)).thenHappens(failed(2, true));
  expect(given(notificationDecider, requested, failed(1, false)).state).toMatchObject({
    status: 'requested',
    attempts: 1,
  });
  expect(given(notificationDecider, requested, failed(1, true)).state).toMatchObject({ status: 'failed' });
  expect(given(notificationDecider, sent).state).toBeNull();
  expect(given(notificationDecider, failed(1, true)).state).toBeNull();
});
