import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Encrypts a key with the master key, bound to its owner's name: `iv | ciphertext | tag`. */
export function wrapKey(masterKey: Uint8Array, subject: string, key: Uint8Array): Uint8Array {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, masterKey, iv).setAAD(Buffer.from(subject));
  return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the master key is another one or the wrapped key was altered. */
export function unwrapKey(masterKey: Uint8Array, subject: string, wrapped: Uint8Array): Uint8Array {
  const end = wrapped.byteLength - tagBytes;
  const decipher = createDecipheriv(algorithm, masterKey, wrapped.subarray(0, ivBytes))
    .setAAD(Buffer.from(subject))
    .setAuthTag(wrapped.subarray(end));
  return Buffer.concat([decipher.update(wrapped.subarray(ivBytes, end)), decipher.final()]);
}
