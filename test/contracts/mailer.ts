import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Mail, Mailer } from '../../engine/outside/mailer.ts';
import { headerText, readMail, type ReadMail } from './mime.ts';

export type MailerUnderTest = {
  readonly mailer: Mailer;
  /** The mails that reached the other side, raw, in any order. */
  taken(): Promise<readonly string[]>;
  /** From now on no mail is taken. */
  refuse(): Promise<void>;
  close(): Promise<void>;
};

const mail: Mail = {
  id: '0a0a0a0a-0000-8000-8000-000000000001',
  to: 'ada@example.com',
  subject: 'Your order',
  text: 'Thank you.\nThe shop',
  html: '<p>Thank you.</p>',
};

export function mailerContract(name: string, open: () => Promise<MailerUnderTest>): void {
  describe(`${name} keeps the contract of a mailer`, () => {
    let under: MailerUnderTest;
    beforeEach(async () => void (under = await open()));
    afterEach(() => under.close());

    async function sent(changes: Partial<Mail> = {}): Promise<ReadMail> {
      await under.mailer.send({ ...mail, ...changes });
      return readMail((await under.taken()).at(-1)!);
    }

    test('a mail that was taken has its receiver, its sender and its subject', async () => {
      const { headers } = await sent();
      expect(headers).toMatchObject({
        to: 'ada@example.com',
        from: 'Storied <shop@example.com>',
        subject: 'Your order',
      });
      expect(headers['mime-version']).toBe('1.0');
    });

    test('it comes as text and as HTML', async () => {
      const { headers, parts } = await sent();
      expect(headers['content-type']).toMatch(/^multipart\/alternative/);
      expect(parts['text/plain']!.replaceAll('\r\n', '\n')).toBe(mail.text);
      expect(parts['text/html']).toBe(mail.html);
    });

    test('letters of any language arrive', async () => {
      const text = 'Größe, 価格, €';
      const { headers, parts } = await sent({ subject: text, text, html: `<p>${text}</p>` });
      expect(headerText(headers['subject']!)).toBe(text);
      expect(parts).toEqual({ 'text/plain': text, 'text/html': `<p>${text}</p>` });
    });

    test('lines that begin with a dot stay whole', async () => {
      const { parts } = await sent({ text: '.\n..two\nend' });
      expect(parts['text/plain']!.replaceAll('\r\n', '\n')).toBe('.\n..two\nend');
    });

    test('a mail that is sent twice can be told as one', async () => {
      const first = await sent();
      const second = await sent();
      expect(first.headers['message-id']).toBe('<0a0a0a0a-0000-8000-8000-000000000001@example.com>');
      expect(second.headers['message-id']).toBe(first.headers['message-id']);
    });

    test('a subject cannot add headers', async () => {
      const { headers } = await sent({ subject: 'Hello\r\nBcc: eve@example.com' });
      expect(headers).not.toHaveProperty('bcc');
    });

    test('mails that go out together all arrive', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `mail-${index}`);
      await Promise.all(ids.map((id) => under.mailer.send({ ...mail, id })));
      const arrived = (await under.taken()).map((raw) => readMail(raw).headers['message-id']);
      expect(new Set(arrived)).toEqual(new Set(ids.map((id) => `<${id}@example.com>`)));
      expect(arrived).toHaveLength(ids.length);
    });

    test('a mail may be withdrawn, taken or not, more than once', async () => {
      await under.mailer.send(mail);
      await under.mailer.withdraw(mail.id);
      await under.mailer.withdraw(mail.id);
      await under.mailer.withdraw('never-sent');
      await under.mailer.send({ ...mail, id: 'mail-2' });
      expect((await under.taken()).at(-1)).toContain('mail-2@example.com');
    });

    test('a mail that is not taken is an error', async () => {
      await under.refuse();
      await expect(under.mailer.send(mail)).rejects.toMatchObject({ code: expect.any(String) });
      expect(await under.taken()).toEqual([]);
    });
  });
}
