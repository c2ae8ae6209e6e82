import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded } from '../../adapters/embedded/embedded.ts';
import { isCurrency } from '../../domain/currency.ts';
import { systemClock } from '../../engine/tools/clock.ts';
import { addRotation, rotationTo } from '../../engine/audit/heads/key-rotation.ts';
import { fingerprintOf, HeadSigner } from '../../engine/audit/heads/signed-head.ts';
import { readConfiguration } from '../configuration.ts';
import { auditSeed, loadSecrets } from '../secrets.ts';
import { readNamed, writeNamed } from './audit-files.ts';
import { textOption, UsageError } from './command.ts';
import type { Command } from './command.ts';
import { assertShopIn } from './shop-folder.ts';

const shortest = 32;

export const auditRotateKey: Command = {
  name: 'audit rotate-key',
  parameters: '[--new <file>]',
  summary: `Hands the signing of heads over to another key, on a stopped shop: both keys sign a record of it, so that heads of
the old one stay proven. The new secret is made, and put in place of the file audit-key; where AUDIT_KEY is set, it is
read from a file (--new, at least ${shortest} characters), and AUDIT_KEY must be set to it from then on.`,
  words: 0,
  options: { new: { type: 'string' } },
  async run(given) {
    const configuration = readConfiguration(process.env, isCurrency);
    const { dataDir: dir } = configuration;
    assertShopIn(dir);
    const file = textOption(given, 'new');
    if (configuration.auditKey !== null && file === undefined)
      throw new UsageError('The present key is that of AUDIT_KEY: name a file with the next one by --new.');
    const secret = file === undefined ? randomBytes(32).toString('hex') : readNamed(file).trim();
    if (secret.length < shortest) throw new Error(`The new secret has fewer than ${shortest} characters.`);
    const secrets = loadSecrets(dir, configuration);
    const [present, next] = [new HeadSigner(secrets.auditKey), new HeadSigner(auditSeed(secret))];
    if (present.publicKey === next.publicKey) throw new Error('The new secret is the present one.');
    const { eventStore, registry, close } = await openEmbedded({ dir, masterKey: secrets.masterKey });
    try {
      await addRotation(registry, rotationTo(next, present, await eventStore.logId(), systemClock()));
    } finally {
      await close();
    }
    if (configuration.auditKey === null) replaceKey(join(dir, 'audit-key'), secret);
    else process.stdout.write(`Set AUDIT_KEY to what is in ${file} before the next start.\n`);
    process.stdout.write(`${fingerprintOf(present.publicKey)} handed over to ${fingerprintOf(next.publicKey)}.\n`);
    return 0;
  },
};

/** Whole or not at all; the record is there before, and without the new key it says nothing of the old one. */
function replaceKey(path: string, secret: string): void {
  const draft = `${path}.new`;
  writeNamed(draft, `${secret}\n`, true, 0o600);
  renameSync(draft, path);
}
