import { accept, reject } from '../decision.ts';
import type { Decision, RefusalCode } from '../decision.ts';
import type { Decider } from '../decider.ts';
import { unreachable } from '../event.ts';
import type { ClaimCommand } from './commands.ts';
import type { ClaimEvent } from './events.ts';

/** Who has a name. A held name without an owner belonged to somebody who was erased, and is free again. */
export type Claim =
  | { readonly status: 'free' }
  | { readonly status: 'reserved'; readonly owner: string | null; readonly at: string }
  | { readonly status: 'confirmed'; readonly owner: string | null };

export function evolve(claim: Claim, event: ClaimEvent): Claim {
  switch (event.type) {
    case 'EmailReserved':
    case 'SkuReserved':
      return { status: 'reserved', owner: event.data.owner, at: event.data.at };
    case 'EmailConfirmed':
    case 'SkuConfirmed':
      return { status: 'confirmed', owner: event.data.owner };
    case 'EmailReleased':
    case 'SkuReleased':
      return { status: 'free' };
    default:
      return unreachable(event, claim);
  }
}

/** The facts of one kind of name, and the refusal when somebody else has it. */
type Facts<E> = {
  readonly taken: RefusalCode;
  reserved(owner: string, at: string): E;
  confirmed(owner: string): E;
  released(owner: string): E;
};

/**
 * One name, one owner. A reservation must be confirmed: a stale one, whose owner never came to be, is taken over.
 * Every step may be repeated by the owner it was for.
 */
function decideWith<E>(facts: Facts<E>): (command: ClaimCommand, claim: Claim) => Decision<E> {
  return (command, claim) => {
    const owner = claim.status === 'free' ? null : claim.owner;
    switch (command.type) {
      case 'Reserve':
        if (owner === command.owner) return accept();
        if (owner === null || isStale(claim, command)) return accept(facts.reserved(command.owner, command.at));
        return reject(facts.taken);
      case 'Confirm':
        if (owner !== command.owner) return reject(facts.taken);
        return claim.status === 'confirmed' ? accept() : accept(facts.confirmed(command.owner));
      case 'Release':
        if (claim.status === 'free' || (owner !== null && owner !== command.owner)) return accept();
        return accept(facts.released(command.owner));
      default:
        return unreachable(command, reject(facts.taken));
    }
  };
}

function isStale(claim: Claim, { at, staleAfterSeconds }: Extract<ClaimCommand, { type: 'Reserve' }>): boolean {
  return claim.status === 'reserved' && Date.parse(claim.at) + staleAfterSeconds * 1000 <= Date.parse(at);
}

/** Streams `userEmail-<hmac of the lower-case e-mail>`; the owner is the user's id. */
export const emailClaim: Decider<Claim, ClaimCommand, ClaimEvent<'Email'>> = {
  name: 'userEmail',
  stateVersion: 1,
  initial: { status: 'free' },
  decide: decideWith<ClaimEvent<'Email'>>({
    taken: 'email-taken',
    reserved: (owner, at) => ({ type: 'EmailReserved', data: { owner, at } }),
    confirmed: (owner) => ({ type: 'EmailConfirmed', data: { owner } }),
    released: (owner) => ({ type: 'EmailReleased', data: { owner } }),
  }),
  evolve,
};

/** Streams `sku-<hmac of the lower-case sku>`; the owner is the product's id. */
export const skuClaim: Decider<Claim, ClaimCommand, ClaimEvent<'Sku'>> = {
  name: 'sku',
  stateVersion: 1,
  initial: { status: 'free' },
  decide: decideWith<ClaimEvent<'Sku'>>({
    taken: 'sku-taken',
    reserved: (owner, at) => ({ type: 'SkuReserved', data: { owner, at } }),
    confirmed: (owner) => ({ type: 'SkuConfirmed', data: { owner } }),
    released: (owner) => ({ type: 'SkuReleased', data: { owner } }),
  }),
  evolve,
};
