import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../adapters/embedded/make-folder.ts';
import { flushSync } from '../adapters/files/flush.ts';
import { CannotStart, clearly } from './cannot-start.ts';

/**
 * The shop's secrets: the key that signs access tokens, the one that wraps the persons' keys, and the one that signs
 * what the log looked like. Taken from the environment, else made once under `<dataDir>` with mode 0600. Losing the
 * master key makes personal data unreadable.
 */
type Secrets = { readonly tokenKey: KeyObject; readonly masterKey: Uint8Array; readonly auditKey: Uint8Array };

type GivenSecrets = {
  readonly jwtSecret: string | null;
  readonly masterKey: string | null;
  readonly auditKey?: string | null;
};

/** The master key where there is one already; null where a start would make the first. Makes nothing. */
export function findMasterKey(dataDir: string, given: Pick<GivenSecrets, 'masterKey'>): Uint8Array | null {
  const masterKey = given.masterKey ?? found(join(dataDir, 'master-key'));
  return masterKey === null ? null : wrappingKey(masterKey);
}

export function loadSecrets(dataDir: string, given: GivenSecrets): Secrets {
  madeFolder(dataDir);
  const jwtSecret = given.jwtSecret ?? madeOnce(join(dataDir, 'jwt-secret'));
  const masterKey = given.masterKey ?? foundOrFirst(dataDir);
  const auditKey = given.auditKey ?? madeOnce(join(dataDir, 'audit-key'));
  return {
    tokenKey: createSecretKey(Buffer.from(jwtSecret, 'utf8')),
    masterKey: wrappingKey(masterKey),
    auditKey: auditSeed(auditKey),
  };
}

function wrappingKey(masterKey: string): Uint8Array {
  return createHash('sha256').update('storied master key\n').update(masterKey, 'utf8').digest();
}

/** The secret bytes of the key that signs heads. */
export function auditSeed(secret: string): Uint8Array {
  return createHash('sha256').update('storied audit key\n').update(secret, 'utf8').digest();
}

function madeFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
  } catch (error) {
    clearly(error, `DATA_DIR ${dataDir} is no folder and cannot be made one`);
  }
}

/** Keys that another master key wrapped cannot be read by a new one: it is made only for a vault that is not there yet. */
function foundOrFirst(dataDir: string): string {
  const path = join(dataDir, 'master-key');
  if (!existsSync(path) && existsSync(join(dataDir, 'vault.db'))) {
    throw new CannotStart(`${path} is missing, but keys that it wraps are there. Restore it, or set MASTER_KEY.`);
  }
  return madeOnce(path);
}

function madeOnce(path: string): string {
  const before = found(path);
  if (before !== null) return before;
  const made = randomBytes(32).toString('hex');
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'w', 0o600);
  writeSync(file, `${made}\n`);
  fsyncSync(file);
  closeSync(file);
  // A link, not a rename: a secret that another start made meanwhile must never be replaced.
  const first = linked(draft, path);
  rmSync(draft);
  flushSync(dirname(path));
  return first ? made : madeOnce(path);
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** What a secret's file holds; null when there is none. */
function found(path: string): string | null {
  const text = readIfThere(path);
  if (text === null || text.length >= 32) return text;
  throw new CannotStart(`${path} is damaged: it holds fewer than 32 characters. Restore it from a backup.`);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
