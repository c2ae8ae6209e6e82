import { expect, test } from '@jest/globals';
import { at, fold, logOf } from '../../test/folds/log.ts';
import { notifications } from './notifications.ts';

const mail = (type: string, data: object) => ({ stream: 'notification-hash', type, data });
const requested = mail('NotificationRequested', {
  channel: 'email',
  template: 'order_paid',
  to: 'ann@example.com',
  userId: 'ann',
  orderId: 'order',
  subject: 'Paid',
});

test('a mail is logged from the moment it is wanted', () => {
  expect(fold(notifications, logOf([requested]))).toEqual({
    hash: {
      id: 'hash',
      channel: 'email',
      template: 'order_paid',
      to: 'ann@example.com',
      userId: 'ann',
      orderId: 'order',
      subject: 'Paid',
      status: 'pending',
      attempts: 0,
      createdAt: '2026-03-01T10:00:00.000Z',
      sentAt: null,
      position: at(0),
    },
  });
});

test('a mail that failed once is sent at the second attempt', () => {
  const failed = mail('MailFailed', { attempt: 1, error: 'down', final: false });
  expect(fold(notifications, logOf([requested, failed]))['hash']).toMatchObject({ status: 'pending', attempts: 1 });
  const log = logOf([requested, failed, mail('MailSent', { attempt: 2 })]);
  expect(fold(notifications, log)['hash']).toMatchObject({
    status: 'sent',
    attempts: 2,
    sentAt: '2026-03-01T10:00:02.000Z',
  });
});

test('a mail that is given up has failed', () => {
  const log = logOf([requested, mail('MailFailed', { attempt: 5, error: 'down', final: true })]);
  expect(fold(notifications, log)['hash']).toMatchObject({ status: 'failed', attempts: 5, sentAt: null });
});
