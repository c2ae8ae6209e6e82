import { expect, test } from '@jest/globals';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OutboxMailer } from '../../adapters/mail/outbox-mailer.ts';
import { SmtpMailer } from '../../adapters/mail/smtp-mailer.ts';
import { mailerContract } from './mailer.ts';
import { SmtpSink } from './smtp-sink.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const from = 'Storied <shop@example.com>';

mailerContract('the outbox', async () => {
  const folder = temporaryFolder();
  const outbox = join(folder, 'outbox');
  const mailer = await OutboxMailer.open(outbox, from);
  return {
    mailer,
    async taken() {
      const names = await readdir(outbox).catch(() => []);
      return Promise.all(names.map((name) => readFile(join(outbox, name), 'utf8')));
    },
    refuse: () => rm(outbox, { recursive: true }),
    close: () => mailer.close(),
  };
});

mailerContract('the SMTP mailer', async () => {
  const sink = await SmtpSink.open();
  const mailer = new SmtpMailer(sink.url, from);
  return {
    mailer,
    taken: async () => sink.taken,
    refuse: async () => void (sink.refuses = true),
    async close() {
      await mailer.close();
      await sink.close();
    },
  };
});

test('a mail that is put into the outbox twice is there once, and nothing unfinished with it', async () => {
  const folder = temporaryFolder();
  await writeFile(join(folder, 'half.eml.part'), 'torn by a crash');
  const mailer = await OutboxMailer.open(folder, from);
  const mail = { id: 'mail-1', to: 'ada@example.com', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
  await mailer.send(mail);
  await mailer.send(mail);
  expect(await readdir(folder)).toEqual(['mail-1.eml']);
  await expect(mailer.send({ ...mail, id: '../escape' })).rejects.toThrow('file name');
  await mailer.close();
});

test('a mail that is withdrawn leaves nothing in the outbox, finished or not', async () => {
  const folder = temporaryFolder();
  const mailer = await OutboxMailer.open(folder, from);
  await mailer.send({ id: 'mail-1', to: 'ada@example.com', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' });
  await writeFile(join(folder, 'mail-1.eml.part'), 'torn');
  await mailer.withdraw('mail-1');
  expect(await readdir(folder)).toEqual([]);
  await mailer.close();
});

test('a mail server that is away is an error', async () => {
  const sink = await SmtpSink.open();
  const { url } = sink;
  await sink.close();
  const mailer = new SmtpMailer(url, from);
  const mail = { id: 'mail-1', to: 'ada@example.com', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' };
  await expect(mailer.send(mail)).rejects.toMatchObject({ code: expect.any(String) });
  await mailer.close();
});
