import { createHmac } from 'node:crypto';

/**
 * What makes two requests the same: method, path and body, however its keys are sorted. Keyed with a pepper,
 * for bodies hold passwords and the hash is kept.
 */
export function requestHash(pepper: Uint8Array, method: string, path: string, body: object): string {
  return createHmac('sha256', pepper).update(`${method} ${path}\n`).update(sorted(body)).digest('hex');
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${sorted(part)}`);
  return `{${parts.join(',')}}`;
}
