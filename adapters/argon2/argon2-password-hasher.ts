import { hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../../engine/outside/password-hasher.ts';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. argon2id is the package's own default. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes on the thread pool, so that requests go on meanwhile. */
export class Argon2PasswordHasher implements PasswordHasher {
  async hash(password: string): Promise<string> {
    return hash(password, parameters);
  }

  /** False for a wrong password and for a text that is no hash at all. */
  async verify(hashed: string, password: string): Promise<boolean> {
    try {
      return await verify(hashed, password);
    } catch {
      return false;
    }
  }
}
