import { createHash, createHmac } from 'node:crypto';

function uuidFrom(digest: Buffer, version: number): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A UUID (RFC 9562 version 8, from SHA-256) that the same parts always give. */
export function derivedId(...parts: readonly (string | number)[]): string {
  return uuidFrom(createHash('sha256').update(JSON.stringify(parts)).digest(), 8);
}

/** Like `derivedId`, but not guessable without the secret. */
export function secretId(secret: Uint8Array, ...parts: readonly (string | number)[]): string {
  return uuidFrom(createHmac('sha256', secret).update(JSON.stringify(parts)).digest(), 8);
}
