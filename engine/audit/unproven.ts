import { fingerprintOf } from './heads/signed-head.ts';
import type { SignedHead } from './heads/signed-head.ts';
import type { LogReport } from './verify/verify-log.ts';

type Unproven = {
  /** Why whole chains are no proof that nobody made them anew. */
  readonly wrong: readonly string[];
  /** What was found when nothing signed spoke of it, though it is proven from then on; null: nothing was. */
  readonly found: string | null;
  /** The tail that no head speaks of yet; null when there is none. */
  readonly young: string | null;
};

/**
 * What a comparison that found nothing broken says nothing of. `elsewhere`: the head of a checkpoint that the log fits,
 * which speaks for what it covers whatever became of tree and heads.
 */
export function unprovenOf(report: LogReport, elsewhere: SignedHead | null = null): Unproven {
  const { events, inTree, broken, provenBy, cutHead, byOthers, found, isWitnessed } = report;
  // Heads after the first broken event were not compared.
  if (broken.length > 0) return { wrong: [], found: null, young: null };
  const wrong = flawText(report);
  if (events === 0) return { wrong, found: null, young: null };
  for (const { publicKey, size, time } of byOthers)
    wrong.push(
      `heads up to event ${size} (${time}) are signed with a key that is not this shop's: ${fingerprintOf(publicKey)}.`,
    );
  if (cutHead !== null)
    wrong.push(
      `the Merkle tree was cut: it has ${inTree} events, but a head of ${cutHead.size} was signed ${cutHead.time}.`,
    );
  else if (inTree === 0) wrong.push('there is no Merkle tree of the log; only its hash chains hold.');
  if (provenBy === null && byOthers.length === 0 && inTree > 0 && cutHead === null)
    wrong.push('no head of the log was signed; a running shop signs one soon after its start.');
  const covered = Math.max(provenBy?.size ?? 0, elsewhere?.size ?? 0);
  const rest = events - covered;
  const tail = `${rest} events are younger than the newest signed head${since(provenBy)}: nothing signed speaks of them yet`;
  const isTail = rest > 0 && covered > 0;
  if (isTail && !isWitnessed) wrong.push(`${tail}, and no record tells which head is the newest.`);
  const old = found !== null && (elsewhere?.size ?? 0) < found.to ? foundText(found) : null;
  return { wrong, found: old, young: isTail && isWitnessed ? tail : null };
}

/** Nothing of a key whose heads tell of it already. */
function flawText({ witnessFlaw, byOthers }: LogReport): string[] {
  if (witnessFlaw === null) return [];
  const { flaw, publicKey } = witnessFlaw;
  if (flaw === 'missing') return ['the record of the newest head was taken away.'];
  if (flaw === 'forged' || publicKey === null)
    return ['the record of the newest head was forged, or spoilt: its signature does not hold.'];
  if (byOthers.some((head) => head.publicKey === publicKey)) return [];
  return [`the record of the newest head is signed with a key that is not this shop's: ${fingerprintOf(publicKey)}.`];
}

function since(head: SignedHead | null): string {
  return head === null ? '' : `, of ${head.time}`;
}

function foundText({ from, to, time }: NonNullable<LogReport['found']>): string {
  return `events ${from + 1} to ${to} of the log are proven only as they were found ${time}: nothing signed before speaks of them.`;
}
