import { lettersOf, withinOneTypo } from './typo.ts';
import type { Letters } from './typo.ts';

/** Between two shorter words nothing is forgiven: with four letters, every second word is a neighbour of another. */
const forgivenFrom = 5;

type Known = { readonly word: string; readonly letters: Letters };

/** All words of a search index, in memory, by length: 50,000 words are looked through in about a millisecond. */
export class Vocabulary {
  private readonly words = new Set<string>();
  private readonly byLength = new Map<number, Known[]>();

  add(words: Iterable<string>): void {
    for (const word of words) {
      if (this.words.has(word)) continue;
      this.words.add(word);
      const letters = lettersOf(word);
      const sameLength = this.byLength.get(letters.length);
      if (sameLength === undefined) this.byLength.set(letters.length, [{ word, letters }]);
      else sameLength.push({ word, letters });
    }
  }

  /** The typed word itself and the known words one typo away, when the typed or the known one is long enough. */
  meant(typed: string): string[] {
    const letters = lettersOf(typed);
    const meant = [typed];
    for (const length of [letters.length - 1, letters.length, letters.length + 1]) {
      if (Math.max(length, letters.length) < forgivenFrom) continue;
      for (const known of this.byLength.get(length) ?? []) {
        if (known.word !== typed && withinOneTypo(letters, known.letters)) meant.push(known.word);
      }
    }
    return meant;
  }
}
