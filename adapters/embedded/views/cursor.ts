import { createHash } from 'node:crypto';
import { MalformedCursor } from '../../../engine/projections/ports/view-store.ts';
import type { Scalar } from './fields.ts';

/** A fingerprint of what a query asks for; a cursor is good for the query it was made for. */
export function shapeOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

export function writeCursor(shape: string, keys: readonly Scalar[]): string {
  return Buffer.from(JSON.stringify([shape, ...keys])).toString('base64url');
}

/** The keys in a cursor: `count` texts, numbers or nulls. Throws MalformedCursor. */
export function readCursor(cursor: string, shape: string, count: number): Scalar[] {
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.toString('base64url') !== cursor) throw new MalformedCursor('This is no cursor.');
  const [madeFor, ...keys] = partsOf(bytes);
  if (madeFor !== shape || keys.length !== count || !keys.every(isScalar)) {
    throw new MalformedCursor('This query never gave that cursor.');
  }
  return keys;
}

function partsOf(bytes: Buffer): unknown[] {
  try {
    const parts: unknown = JSON.parse(bytes.toString());
    if (Array.isArray(parts)) return parts;
  } catch {
    throw new MalformedCursor('This is no cursor.');
  }
  throw new MalformedCursor('This is no cursor.');
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'number' || (typeof value === 'string' && !value.includes('\0'));
}
