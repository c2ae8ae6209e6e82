import type { Registry } from '../../stores/registry.ts';
import { surelyReplace } from '../../stores/sure-writes.ts';
import { canonicalJson } from '../../log/canonical-json.ts';
import { isSignedBy } from './signed-head.ts';
import type { HeadSigner } from './signed-head.ts';

const key = 'audit:rotations';

/** One key (SPKI, base64) hands over to the next. Both sign it: neither can be put before, or after, the other alone. */
type Rotation = {
  readonly logId: string;
  readonly from: string;
  readonly to: string;
  readonly time: string;
  readonly signatures: { readonly from: string; readonly to: string };
};

export function rotationTo(next: HeadSigner, present: HeadSigner, logId: string, time: string): Rotation {
  const terms = { logId, from: present.publicKey, to: next.publicKey, time };
  const bytes = signedBytes(terms);
  return { ...terms, signatures: { from: present.signatureOf(bytes), to: next.signatureOf(bytes) } };
}

export async function addRotation(
  registry: Pick<Registry, 'get' | 'compareAndSet'>,
  rotation: Rotation,
): Promise<void> {
  for (;;) {
    const standing = await registry.get(key);
    const next = JSON.stringify([...parsed(standing), rotation]);
    if (await surelyReplace(registry, key, standing, next)) return;
  }
}

/** The present key, and those that handed over to it, one after the other. */
export async function trustedKeys(
  registry: Pick<Registry, 'get'>,
  logId: string,
  present: string,
): Promise<ReadonlySet<string>> {
  const trusted = new Set([present]);
  for (const rotation of parsed(await registry.get(key)).toReversed())
    if (trusted.has(rotation.to) && rotation.logId === logId && isWhole(rotation)) trusted.add(rotation.from);
  return trusted;
}

function parsed(text: string | null): readonly Rotation[] {
  try {
    return text === null ? [] : (JSON.parse(text) as Rotation[]);
  } catch {
    return [];
  }
}

function isWhole(rotation: Rotation): boolean {
  const bytes = signedBytes(rotation);
  const { from, to, signatures } = rotation;
  return isSignedBy(from, bytes, signatures.from) && isSignedBy(to, bytes, signatures.to);
}

/** Named after its purpose, so that no other signed text can pass for a rotation. */
function signedBytes({ logId, from, to, time }: Omit<Rotation, 'signatures'>): Buffer {
  return Buffer.from(canonicalJson({ kind: 'storied audit key rotation', logId, from, to, time }));
}
