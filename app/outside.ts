import { join } from 'node:path';
import { EmbeddedProviderBooks } from '../adapters/embedded/provider-books/provider-books.ts';
import { OutboxMailer } from '../adapters/mail/outbox-mailer.ts';
import { SimulatedPayments } from '../adapters/simulated-payments/simulated-payments.ts';
import { SmtpMailer } from '../adapters/mail/smtp-mailer.ts';
import type { Mailer } from '../engine/outside/mailer.ts';
import type { PaymentProvider } from '../engine/outside/payment-provider.ts';
import type { Configuration } from './configuration.ts';

/** The card provider, with its books in the data folder. */
export function openProvider(dataDir: string): PaymentProvider {
  return new SimulatedPayments(new EmbeddedProviderBooks(dataDir));
}

/** The mail server of the configuration; without one, a folder that mails are written to. */
export async function openMailer({
  dataDir,
  smtpUrl,
  mailFrom,
}: Pick<Configuration, 'dataDir' | 'smtpUrl' | 'mailFrom'>): Promise<Mailer> {
  return smtpUrl === null ? OutboxMailer.open(join(dataDir, 'outbox'), mailFrom) : new SmtpMailer(smtpUrl, mailFrom);
}
