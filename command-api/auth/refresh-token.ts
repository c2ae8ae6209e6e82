import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isUuid } from '../../http/path-id.ts';

/** A refresh token as it is read: whose session it belongs to, and a fingerprint to compare with the live one. */
export type RefreshToken = { readonly userId: string; readonly sessionId: string; readonly fingerprint: string };

/** Refresh tokens are opaque text: user, session, 32 random bytes and our seal, so that nobody can forge a reuse. */
export class RefreshTokens {
  constructor(private readonly pepper: Uint8Array) {}

  make(userId: string, sessionId: string): { readonly text: string; readonly fingerprint: string } {
    const content = `${userId}.${sessionId}.${randomBytes(32).toString('base64url')}`;
    const text = `${content}.${this.seal(content)}`;
    return { text, fingerprint: fingerprintOf(text) };
  }

  /** Null for what we never issued. */
  read(text: string): RefreshToken | null {
    const [userId, sessionId, random, seal, ...rest] = text.split('.');
    if (!isUuid(userId) || !isUuid(sessionId) || random === undefined || seal === undefined || rest.length > 0)
      return null;
    const expected = Buffer.from(this.seal(`${userId}.${sessionId}.${random}`));
    const given = Buffer.from(seal);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null;
    return { userId, sessionId, fingerprint: fingerprintOf(text) };
  }

  private seal(content: string): string {
    return createHmac('sha256', this.pepper).update(`refresh-token ${content}`).digest('base64url');
  }
}

const fingerprintOf = (text: string) => createHash('sha256').update(text).digest('base64url');
