import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '../../log/canonical-json.ts';
import type { Position } from '../../log/position.ts';

/** What is said of the log at a time: so many events, up to this position, hash to this root (hex). */
type Head = {
  readonly logId: string;
  readonly size: number;
  readonly root: string;
  /** Of the last event it covers. */
  readonly position: Position;
  /** When it was signed; RFC 3339 UTC. */
  readonly time: string;
};

/** What a signature is for, so that no other signed text can pass for a head; the first: when no witness was kept yet. */
const kinds = { before: 'storied log head', witnessed: 'storied witnessed log head' } as const;

/** A head with the Ed25519 signature (base64) over its canonical JSON, and the key that verifies it (SPKI, base64). */
export type SignedHead = Head & { readonly publicKey: string; readonly signature: string };

/** Signs heads with one Ed25519 key. */
export class HeadSigner {
  readonly publicKey: string;
  private readonly key: KeyObject;

  /** `seed`: the 32 secret bytes that are the key (RFC 8032, 5.1.5). */
  constructor(seed: Uint8Array) {
    // The fixed beginning of PKCS #8 around an Ed25519 seed (RFC 8410, 7).
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
    this.key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.key).export({ format: 'der', type: 'spki' }).toString('base64');
  }

  sign(head: Head): SignedHead {
    return { ...head, publicKey: this.publicKey, signature: this.signatureOf(signedBytes(head, 'witnessed')) };
  }

  /** In base64. */
  signatureOf(bytes: Uint8Array): string {
    return sign(null, bytes, this.key).toString('base64');
  }
}

/** True when the head was signed with the key it names. Whether that key is the shop's is another question. */
export function isSigned(head: SignedHead): boolean {
  return isWitnessed(head) || isSignedBy(head.publicKey, signedBytes(head, 'before'), head.signature);
}

/** True when it was also signed at a time when a witness of the newest head was kept apart from the tree. */
export function isWitnessed(head: SignedHead): boolean {
  return isSignedBy(head.publicKey, signedBytes(head, 'witnessed'), head.signature);
}

/** Whether what was read has the form of a head; of its signature it says nothing. */
export function isSignedHead({ size, ...texts }: SignedHead): boolean {
  const { logId, root, position, time, publicKey, signature } = texts;
  const areTexts = [logId, root, position, time, publicKey, signature].every((text) => typeof text === 'string');
  return Number.isSafeInteger(size) && size > 0 && areTexts;
}

/** False as well when the key, or the signature, is none. */
export function isSignedBy(publicKey: string, bytes: Uint8Array, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify(null, bytes, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** Tells keys (SPKI, base64) apart in a line: SHA-256 (hex) over the DER form. */
export function fingerprintOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
}

function signedBytes({ logId, size, root, position, time }: Head, kind: keyof typeof kinds): Buffer {
  return Buffer.from(canonicalJson({ kind: kinds[kind], logId, size, root, position, time }));
}
