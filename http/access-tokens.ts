import { createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';

/** Seconds an access token lives. */
export const accessTokenSeconds = 900;

type AccessTokenOptions = {
  readonly secret: Uint8Array | string;
  /** Those that count; others that a token names do not. */
  readonly roles: readonly string[];
  readonly issuer?: string;
  readonly audience?: string;
  readonly now?: () => number;
};

/** Issues and verifies access tokens: JWT, HS256 and nothing else, with the secret as a key object. */
export class AccessTokens {
  readonly #key: KeyObject;
  readonly #roles: readonly string[];
  readonly #issuer: string;
  readonly #audience: string;
  readonly #now: () => number;

  constructor(options: AccessTokenOptions) {
    this.#key = createSecretKey(
      typeof options.secret === 'string' ? Buffer.from(options.secret, 'utf8') : Buffer.from(options.secret),
    );
    this.#roles = options.roles;
    this.#issuer = options.issuer ?? 'storied';
    this.#audience = options.audience ?? 'storied';
    this.#now = options.now ?? Date.now;
  }

  /** The first generation is not written. */
  issue(caller: Pick<Caller, 'userId' | 'roles' | 'sessionId'> & { readonly generation?: number }): string {
    const { generation = 0 } = caller;
    const issuedAt = Math.floor(this.#now() / 1000);
    return jwt.sign(
      {
        sub: caller.userId,
        roles: caller.roles,
        sid: caller.sessionId,
        ...(generation > 0 && { gen: generation }),
        iss: this.#issuer,
        aud: this.#audience,
        typ: 'access',
        iat: issuedAt,
        exp: issuedAt + accessTokenSeconds,
      },
      this.#key,
      { algorithm: 'HS256' },
    );
  }

  /** The caller in a token; throws `token-expired` or `token-invalid`. Knows nothing of revocations. */
  verify(token: string): Caller {
    let claims: unknown;
    try {
      claims = jwt.verify(token, this.#key, {
        algorithms: ['HS256'],
        issuer: this.#issuer,
        audience: this.#audience,
        clockTimestamp: Math.floor(this.#now() / 1000),
      });
    } catch (error) {
      if ((error as Error).name === 'TokenExpiredError') throw tokenExpired();
      throw tokenInvalid();
    }
    return callerOf(claims, this.#roles);
  }
}

export const tokenExpired = () => new Problem('token-expired', 'The access token has expired.');
export const tokenInvalid = () => new Problem('token-invalid', 'The token is not a live access token.');

function callerOf(claims: unknown, known: readonly string[]): Caller {
  const { sub, sid, gen, typ, roles, iat, exp } = (claims ?? {}) as Record<string, unknown>;
  const whole = typeof sub === 'string' && typeof sid === 'string' && typ === 'access' && Array.isArray(roles);
  if (!whole || typeof iat !== 'number' || typeof exp !== 'number') throw tokenInvalid();
  return {
    userId: sub,
    sessionId: sid,
    generation: typeof gen === 'number' ? gen : 0,
    roles: roles.filter((role): role is string => known.includes(role)),
    issuedAt: iat,
    expiresAt: exp,
  };
}
