import { createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { checkpointOf, parseCheckpoint } from '../../engine/merkle/checkpoint.ts';
import { brokenText } from './broken-text.ts';
import { textOption } from './command.ts';
import type { Command } from './command.ts';
import { withAudit } from './open-audit.ts';
import { unprovenOf } from './unproven.ts';

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
      return 0;
    }),
};

export const auditHead: Command = {
  name: 'audit head',
  parameters: '[--out <file>]',
  summary: `Writes the newest signed head of the log (JSON), to be kept where whoever can write to the data folder cannot.
A running shop signs one every AUDIT_HEAD_SECONDS, a stopped one has signed its last.`,
  words: 0,
  options: { out: { type: 'string' } },
  run: (given) =>
    withAudit(async ({ tree }) => {
      const head = await tree?.store.newestHead();
      if (!tree || !head) throw new Error('No head was signed yet. Start the shop, or wait until it has signed one.');
      const text = `${JSON.stringify(await checkpointOf(tree, head), null, 1)}\n`;
      const out = textOption(given, 'out');
      if (out === undefined) process.stdout.write(text);
      else writeFileSync(out, text);
      process.stderr.write(`${head.size} events up to ${head.position}, signed ${head.time}, root ${head.root}\n`);
      return 0;
    }),
};

export const auditVerify: Command = {
  name: 'audit verify',
  parameters: '[--checkpoint <file>]',
  summary: `Recomputes every hash chain and the Merkle tree from the log and compares them with the kept tree and its signed
heads; with a head exported before, also finds what was done by somebody who rewrote the whole data folder. Names of
each broken stream the first broken event. Exit code 1 when there is one, or when nothing proves the log: no signed head.`,
  words: 0,
  options: { checkpoint: { type: 'string' } },
  run: (given) =>
    withAudit(async ({ reader, publicKey }) => {
      const file = textOption(given, 'checkpoint');
      const checkpoint = file === undefined ? null : parseCheckpoint(readFileSync(file, 'utf8'));
      const report = await reader.verifyAll(checkpoint);
      const say = (line: string) => process.stdout.write(`${line}\n`);
      say(`${report.events} events in ${report.streams} streams: hash chains recomputed`);
      say(`${report.inTree} events in the Merkle tree, ${report.heads} signed heads: compared`);
      if (checkpoint !== null) {
        const { size, time, publicKey: key } = checkpoint.head;
        say(`${size} events in the checkpoint of ${time}: compared`);
        if (key !== publicKey) say('The checkpoint was signed with another key than this folder has.');
      }
      for (const broken of report.broken) say(`WRONG: ${brokenText(broken)}`);
      const { wrong, young } = unprovenOf(report);
      if (young !== null) say(young);
      if (wrong !== null) say(`NOT PROVEN: ${wrong}`);
      if (report.broken.length > 0) say(`${report.broken.length} streams are broken.`);
      else if (wrong === null) say('Nothing was altered.');
      return report.broken.length === 0 && wrong === null ? 0 : 1;
    }),
};
