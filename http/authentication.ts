import { BoundedMap } from '../engine/tools/bounded-map.ts';
import { tokenExpired, tokenInvalid, type AccessTokens } from './access-tokens.ts';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';
import type { Revocations } from './revocations.ts';

const mostRemembered = 20_000;

/**
 * Who sends a request. Signatures are checked once a token and remembered in a bounded cache; expiry and revocation
 * are checked at every use, and when revocations cannot be read the answer is 503.
 */
export class Authentication {
  readonly #tokens: AccessTokens;
  readonly #revocations: Revocations;
  readonly #now: () => number;
  readonly #verified = new BoundedMap<string, Caller>(mostRemembered);

  constructor(tokens: AccessTokens, revocations: Revocations, now: () => number = Date.now) {
    this.#tokens = tokens;
    this.#revocations = revocations;
    this.#now = now;
  }

  /** The caller an `Authorization` header names; undefined without a bearer token; throws 401 or 503. */
  async callerOf(header: string | undefined): Promise<Caller | undefined> {
    const token = bearerToken(header);
    if (token === undefined) return undefined;
    return this.callerOfToken(token);
  }

  async callerOfToken(token: string): Promise<Caller> {
    const caller = this.#signed(token);
    let dead: boolean;
    try {
      dead = await this.#revocations.revoked(caller);
    } catch {
      throw Problem.unavailable('Sessions cannot be checked right now.');
    }
    if (dead) throw tokenInvalid();
    return caller;
  }

  #signed(token: string): Caller {
    const known = this.#verified.get(token);
    if (known !== undefined) {
      if (known.expiresAt * 1000 > this.#now()) return known;
      this.#verified.delete(token);
      throw tokenExpired();
    }
    const caller = this.#tokens.verify(token);
    this.#verified.set(token, caller);
    return caller;
  }
}

function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const match = /^Bearer +(.+?) *$/i.exec(header);
  return match?.[1];
}
