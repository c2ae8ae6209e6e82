import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '../../../engine/log/position.ts';

export const manifestName = 'manifest.json';
const format = 'storied-backup';
const version = 1;

export type BackedUpFile = { readonly name: string; readonly bytes: number; readonly sha256: string };

/** What a backup says of itself; written last, so a folder without one is no backup. */
export type Manifest = {
  readonly format: typeof format;
  readonly version: number;
  /** RFC 3339 UTC: everything acknowledged before is in it. */
  readonly time: string;
  readonly logId: string;
  /** The position of the last event in it; null when there is none. */
  readonly head: Position | null;
  readonly files: readonly BackedUpFile[];
};

export function manifestOf(content: Omit<Manifest, 'format' | 'version'>): Manifest {
  return { format, version, ...content };
}

/** Throws when the folder holds no finished backup, or one of a newer release. */
export function readManifest(dir: string): Manifest {
  if (!existsSync(dir)) throw new Error(`There is no folder ${dir}`);
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(readFileSync(join(dir, manifestName), 'utf8')) as Partial<Manifest>;
  } catch (error) {
    throw new Error(`${dir} holds no finished backup: its ${manifestName} cannot be read`, { cause: error });
  }
  if (manifest.format !== format || !Array.isArray(manifest.files))
    throw new Error(`${dir} holds no backup of Storied`);
  if (manifest.version !== version) throw new Error(`${dir} was backed up by a newer release`);
  return manifest as Manifest;
}

/** Size and SHA-256 of a file. */
export async function fingerprint(path: string): Promise<Omit<BackedUpFile, 'name'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
