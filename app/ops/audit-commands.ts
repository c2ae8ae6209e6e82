import { createPublicKey } from 'node:crypto';
import { damageOf } from '../../adapters/embedded/damage.ts';
import { auditCheckpointOf } from '../../engine/audit/heads/audit-checkpoint.ts';
import { fingerprintOf } from '../../engine/audit/heads/signed-head.ts';
import { unprovenOf } from '../../engine/audit/unproven.ts';
import { readAuditCheckpoint, readPublicKey, writeNamed } from './audit-files.ts';
import { brokenText } from './broken-text.ts';
import { textOption } from './command.ts';
import type { Command } from './command.ts';
import { auditedFolder, withAudit } from './open-audit.ts';

export const auditKey: Command = {
  name: 'audit key',
  parameters: '',
  summary: 'Prints the public key (Ed25519, PEM) that verifies the signed heads of this log.',
  words: 0,
  options: {},
  run: () =>
    withAudit(async ({ publicKey }) => {
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
      process.stdout.write(key.export({ format: 'pem', type: 'spki' }));
      process.stderr.write(`fingerprint ${fingerprintOf(publicKey)}\n`);
      return 0;
    }),
};

export const auditHead: Command = {
  name: 'audit head',
  parameters: '[--out <file>] [--force]',
  summary: `Writes the newest signed head of the log (JSON), to be kept where whoever can write to the data folder cannot; with
it the hashes that find the first event that is another one later, 4,096 at most. --force replaces a file that is there.
A running shop signs a head every AUDIT_HEAD_SECONDS, a stopped one has signed its last.`,
  words: 0,
  options: { out: { type: 'string' }, force: { type: 'boolean' } },
  run: (given) =>
    withAudit(async ({ tree }) => {
      const head = await tree?.store.newestHead();
      if (!tree || !head) throw new Error('No head was signed yet. Start the shop, or wait until it has signed one.');
      const text = `${JSON.stringify(await auditCheckpointOf(tree, head), null, 1)}\n`;
      const out = textOption(given, 'out');
      if (out === undefined) process.stdout.write(text);
      else writeNamed(out, text, given.options['force'] === true);
      process.stderr.write(`${head.size} events up to ${head.position}, signed ${head.time}, root ${head.root}\n`);
      return 0;
    }),
};

export const auditVerify: Command = {
  name: 'audit verify',
  parameters: '[--checkpoint <file>] [--trust <file>]',
  summary: `Recomputes every hash chain and the Merkle tree from the log and compares them with the kept tree and its signed
heads; with a head exported before, also finds what was done by somebody who rewrote the whole data folder. Names of
each broken stream the first broken event. --trust: a public key (PEM) that signed heads before this shop's present one.
Exit code 1 when an event is broken, or something keeps the log from being proven.`,
  words: 0,
  options: { checkpoint: { type: 'string' }, trust: { type: 'string' } },
  async run(given) {
    const say = (line: string) => process.stdout.write(`${line}\n`);
    const damage = damageOf(auditedFolder().dataDir);
    for (const line of damage) say(`WRONG: ${line}`);
    if (damage.length > 0) return 1;
    return withAudit(async ({ reader, trusted }) => {
      const file = textOption(given, 'checkpoint');
      const checkpoint = file === undefined ? null : readAuditCheckpoint(file);
      const trust = textOption(given, 'trust');
      const keys = trust === undefined ? trusted : new Set([...trusted, readPublicKey(trust)]);
      const report = await reader.verifyAll(checkpoint, keys);
      say(`${report.events} events in ${report.streams} streams: hash chains recomputed`);
      say(`${report.inTree} events in the Merkle tree, ${report.heads} signed heads: compared`);
      const { wrong, found, young } = unprovenOf(report, checkpoint?.head);
      const notProven = [...wrong];
      if (checkpoint !== null) {
        const { size, time, publicKey } = checkpoint.head;
        say(`${size} events in the checkpoint of ${time}: compared`);
        if (!keys.has(publicKey))
          notProven.push(`the checkpoint is signed with a key that is not this shop's: ${fingerprintOf(publicKey)}.`);
      }
      if (found !== null) notProven.push(found);
      for (const broken of report.broken) say(`WRONG: ${brokenText(broken)}`);
      if (young !== null) say(young);
      for (const reason of notProven) say(`NOT PROVEN: ${reason}`);
      const isProven = report.broken.length === 0 && notProven.length === 0;
      if (report.broken.length > 0) say(`${report.broken.length} streams are broken.`);
      if (isProven) say('Nothing was altered.');
      return isProven ? 0 : 1;
    });
  },
};
