import { createTransport } from 'nodemailer';
import type { Mail, Mailer } from '../../engine/outside/mailer.ts';
import { composed } from './mime.ts';

/**
 * Sends mails over SMTP (`smtp://user:password@host:port` or `smtps://…`). `send` answers when the server has accepted
 * the mail. When the process dies after that and before the answer was recorded, the mail is sent again, with the same
 * Message-ID: SMTP promises no more than at least once.
 */
export class SmtpMailer implements Mailer {
  private readonly transport;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    this.transport = createTransport({
      url,
      pool: true,
      maxConnections: 4,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    });
  }

  async send(mail: Mail): Promise<void> {
    await this.transport.sendMail(composed(mail, this.from));
  }

  /** A mail server keeps nothing for us. */
  async withdraw(): Promise<void> {}

  async close(): Promise<void> {
    this.transport.close();
  }
}
