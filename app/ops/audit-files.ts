import { createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseAuditCheckpoint } from '../../engine/audit/heads/audit-checkpoint.ts';
import type { AuditCheckpoint } from '../../engine/audit/heads/audit-checkpoint.ts';

/** Reads an exported head. Throws, naming the file, when there is none, or it was changed. */
export function readAuditCheckpoint(path: string): AuditCheckpoint {
  const text = readNamed(path);
  try {
    return parseAuditCheckpoint(text);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Reads an Ed25519 public key (PEM), in the form in which heads name theirs (SPKI, base64). */
export function readPublicKey(path: string): string {
  const text = readNamed(path);
  try {
    return createPublicKey(text).export({ format: 'der', type: 'spki' }).toString('base64');
  } catch (error) {
    throw new Error(`${path} holds no public key (PEM), as \`audit key\` prints it`, { cause: error });
  }
}

/** Writes a file that must be new, unless it may be replaced. Throws, naming the file, when it cannot be. */
export function writeNamed(path: string, text: string, mayReplace: boolean, mode = 0o666): void {
  clearly(path, 'written', () => writeFileSync(path, text, { flag: mayReplace ? 'w' : 'wx', mode, flush: true }));
}

export function readNamed(path: string): string {
  return clearly(path, 'read', () => readFileSync(path, 'utf8'));
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'what should be a folder in its path is none',
  EEXIST: 'it is there already; --force replaces it',
  EACCES: 'it is not allowed',
};

function clearly<Result>(path: string, done: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Error(`${path} cannot be ${done}: ${reasons[code] ?? message}`, { cause: error });
  }
}
