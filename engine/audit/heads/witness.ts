import { canonicalJson } from '../../log/canonical-json.ts';
import type { Registry } from '../../stores/registry.ts';
import type { FoundEvents } from './found-events.ts';
import { isFoundEvents } from './found-events.ts';
import { isSigned, isSignedBy, isSignedHead, isWitnessed } from './signed-head.ts';
import type { HeadSigner, SignedHead } from './signed-head.ts';

const key = 'audit:witness';

/** What is known of the log's newest head, kept apart from the tree: a tree that is cut, or lost, does not take it along. */
export type Witness = {
  /** Null: no head was signed yet. */
  readonly head: SignedHead | null;
  /** The shop was stopped in order after it: no event can follow. */
  readonly isLast: boolean;
  readonly found: FoundEvents | null;
};

/** The log it was signed for, and the key that did: null when that is not so, and only a head in it says something. */
export type KeptWitness = Witness & { readonly by: { readonly logId: string; readonly publicKey: string } | null };

/** Why a witness is none. `missing`: the newest head in the tree was signed when there was one. */
export type WitnessFlaw = 'missing' | 'forged' | 'other-key';

type SignedWitness = Witness & { readonly logId: string; readonly publicKey: string; readonly signature: string };

/** Null when there is none: the folder is new, or of a release that kept none; or somebody took it away. */
export async function readWitness(registry: Pick<Registry, 'get'>): Promise<KeptWitness | null> {
  const text = await registry.get(key);
  if (text === null) return null;
  try {
    return asKept(JSON.parse(text) as SignedWitness);
  } catch {
    return { head: null, isLast: false, found: null, by: null };
  }
}

export async function writeWitness(
  registry: Pick<Registry, 'set'>,
  { head, isLast, found }: Witness,
  signer: HeadSigner,
  logId: string,
): Promise<void> {
  const terms = { logId, head, isLast, found };
  const signature = signer.signatureOf(signedBytes(terms));
  await registry.set(key, JSON.stringify({ ...terms, publicKey: signer.publicKey, signature }));
}

/** Null when there is nothing against a witness, or that there is none. `newest`: the newest head in the tree. */
export function flawOfWitness(
  witness: KeptWitness | null,
  newest: SignedHead | null,
  logId: string,
  trusted: ReadonlySet<string> | null,
): WitnessFlaw | null {
  if (witness === null) return newest !== null && isWitnessed(newest) ? 'missing' : null;
  if (witness.by?.logId !== logId) return 'forged';
  return (trusted?.has(witness.by.publicKey) ?? true) ? null : 'other-key';
}

/** The head of the larger tree. */
export function newerOf(one: SignedHead | null, other: SignedHead | null): SignedHead | null {
  return (one?.size ?? 0) >= (other?.size ?? 0) ? one : other;
}

function asKept(read: SignedWitness): KeptWitness {
  const { logId, isLast, found, publicKey, signature } = read;
  const head = read.head !== null && isSignedHead(read.head) && isSigned(read.head) ? read.head : null;
  const isWhole = head === read.head && typeof isLast === 'boolean' && (found === null || isFoundEvents(found));
  if (!isWhole || !isSignedBy(publicKey, signedBytes(read), signature))
    return { head, isLast: false, found: null, by: null };
  return { head, isLast, found, by: { logId, publicKey } };
}

/** Named after its purpose, so that no other signed text can pass for a witness. */
function signedBytes({ logId, head, isLast, found }: Witness & { readonly logId: string }): Buffer {
  return Buffer.from(canonicalJson({ kind: 'storied audit witness', logId, head, isLast, found }));
}
