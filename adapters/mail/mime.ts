import type Mail from 'nodemailer/lib/mailer/index.js';
import type { Mail as MailToSend } from '../../engine/outside/mailer.ts';

/**
 * One mail as Nodemailer takes it. The Message-ID comes from the mail's id, so that a mail which reaches a person twice
 * can be told as one by their mail program. Recipients are one address each, never a list; nothing is fetched.
 */
export function composed(mail: MailToSend, from: string): Mail.Options {
  return {
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.id}@${/@([a-z0-9.-]+)>?\s*$/i.exec(from)?.[1] ?? 'localhost'}>`,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
