/** What the one gate for events knows of a notification's events. */
export const notificationEventTypes = {
  NotificationRequested: { version: 1, personal: ['to', 'subject'] },
  MailSent: { version: 1 },
  MailFailed: { version: 1 },
} as const;
