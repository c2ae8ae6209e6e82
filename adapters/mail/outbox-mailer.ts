import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mail, Mailer } from '../../engine/outside/mailer.ts';
import { flush } from '../files/flush.ts';
import { composed } from './mime.ts';

const unfinished = '.part';

/**
 * Puts mails into a folder, `<mail id>.eml` each, instead of sending them. A mail is there whole or not at all, on disk
 * when `send` answers; sent again under its id it takes the place of the first: each mail is there exactly once.
 */
export class OutboxMailer implements Mailer {
  private readonly composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

  private constructor(
    private readonly folder: string,
    private readonly from: string,
  ) {}

  /** Makes the folder, and clears away what a crash left unfinished in it. */
  static async open(folder: string, from: string): Promise<OutboxMailer> {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) if (name.endsWith(unfinished)) await rm(join(folder, name));
    return new OutboxMailer(folder, from);
  }

  async send(mail: Mail): Promise<void> {
    const path = this.pathOf(mail.id);
    const { message } = await this.composer.sendMail(composed(mail, this.from));
    await written(path + unfinished, message as Buffer);
    await rename(path + unfinished, path);
    await flush(this.folder);
  }

  async withdraw(id: string): Promise<void> {
    const path = this.pathOf(id);
    for (const each of [path, path + unfinished]) await rm(each, { force: true });
    await flush(this.folder);
  }

  async close(): Promise<void> {
    this.composer.close();
  }

  private pathOf(id: string): string {
    if (!/^[\w-]+$/.test(id)) throw new TypeError('a mail id becomes a file name: letters, digits, - and _ only');
    return join(this.folder, `${id}.eml`);
  }
}

async function written(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
