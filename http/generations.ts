import type { Registry } from '../engine/stores/registry.ts';
import { surelyReplace } from '../engine/stores/sure-writes.ts';

/** Seconds a session lives after its last use. */
export const sessionSeconds = 7 * 24 * 3600;

/** Nothing of an older generation is left by then. */
const keptSeconds = sessionSeconds + 3600;

/** Which sessions of a user are of today: those begun with this number or a later one, and the one that was kept. */
type Generation = { readonly number: number; readonly kept: string | null };

/** A session with the generation it was begun, or last used, in. */
export type InGeneration = { readonly sessionId: string; readonly generation: number };

const first: Generation = { number: 0, kept: null };
export const generationKey = (userId: string) => `sessions:${userId}`;

/**
 * The generations of users' sessions. One write ends all the sessions of a user, with their tokens, however many there
 * are: they are of an older generation from then on.
 */
export class Generations {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  async of(userId: string): Promise<Generation> {
    return generationIn(await this.#registry.get(generationKey(userId)));
  }

  /** Ends every session of the user that was begun until now, but the one that is kept. */
  async next(userId: string, kept: string | null): Promise<void> {
    const key = generationKey(userId);
    for (;;) {
      const standing = await this.#registry.get(key);
      // By the clock, so that it is a later one also when the record has run out.
      const number = Math.max(Date.now(), generationIn(standing).number + 1);
      const next = JSON.stringify({ number, kept } satisfies Generation);
      if (await surelyReplace(this.#registry, key, standing, next, keptSeconds)) return;
    }
  }
}

export function isOver({ sessionId, generation }: InGeneration, { number, kept }: Generation): boolean {
  return generation < number && sessionId !== kept;
}

/** What the registry keeps of a user's generation, and where. */
export function generationIn(text: string | null): Generation {
  return text === null ? first : (JSON.parse(text) as Generation);
}
