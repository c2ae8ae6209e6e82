import type { EventCodec } from '../engine/log/event-codec.ts';
import type { Registry } from '../engine/stores/registry.ts';

/** Seconds an answer is kept. */
export const keptSeconds = 25 * 3600;

export type Kept = {
  readonly hash: string;
  readonly status: number;
  readonly body: object | null;
  readonly headers: Readonly<Record<string, string>>;
};

/** What stands under a key while its command runs. */
export type Claim = { readonly hash: string; /** Tells it from every other. */ readonly claim: string };

type Sealed = { readonly $sealed: string };

/** Seals what is kept of somebody with their key: destroying it ends that too. */
export type Sealing = Pick<EventCodec, 'sealText' | 'unsealText'>;

/** Owner of the keys of requests that nobody is signed in for. */
export const nobody = 'email';

export const answerKey = (owner: string, commandId: string) => `idempotency:${owner}:${commandId}`;

/** The text to keep; null when the owner was erased. */
export async function sealedAnswer(sealing: Sealing, key: string, owner: string, kept: Kept): Promise<string | null> {
  const text = JSON.stringify(kept);
  if (owner === nobody) return text;
  const $sealed = await sealing.sealText(owner, text, key);
  return $sealed === null ? null : JSON.stringify({ $sealed } satisfies Sealed);
}

/** What a text under a key says; null for an answer to somebody who was erased since. */
export async function openedRecord(
  sealing: Sealing,
  key: string,
  owner: string,
  text: string,
): Promise<Kept | Claim | null> {
  const record = JSON.parse(text) as Kept | Claim | Sealed;
  if (!('$sealed' in record)) return record;
  const opened = await sealing.unsealText(owner, record.$sealed, key);
  return opened === null ? null : (JSON.parse(opened) as Kept);
}

/** Drops the answer kept for a registration (by its command id), which was given to somebody who had no key yet. */
export async function forgetRegistration(registry: Registry, registrationId: string): Promise<void> {
  await registry.delete(answerKey(nobody, registrationId));
}

/**
 * Keeps as answers are kept now what an earlier release kept readable, under `idem:<owner>:<command id>`. Claims of
 * processes that are gone are dropped.
 */
export async function keepEarlierAnswer(
  registry: Registry,
  sealing: Sealing,
  { key: earlierKey, value, secondsLeft }: { key: string; value: string; secondsLeft?: number },
): Promise<void> {
  const [, owner = '', commandId = ''] = earlierKey.split(':');
  const kept = JSON.parse(value) as Partial<Kept>;
  if (kept.status === undefined) return;
  const key = answerKey(owner, commandId);
  const text = await sealedAnswer(sealing, key, owner, kept as Kept);
  if (text !== null) await registry.set(key, text, secondsLeft);
}
