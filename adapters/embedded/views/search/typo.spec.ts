import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { distance } from '../../../../test/rough/view-words.ts';
import { lettersOf, withinOneTypo } from './typo.ts';
import { Vocabulary } from './vocabulary.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '𝒳'), maxLength: 8 });

/** The word with one letter dropped, doubled, changed or swapped, or two of these: close ones are rare by chance. */
const neighbour = fc
  .tuple(word, fc.nat(8), fc.nat(8))
  .map(([text, first, second]) => [text, broken(broken(text, first), second)] as const);

function broken(text: string, at: number): string {
  const letters = Array.from(text);
  const [here, next] = [letters[at] ?? '', letters[at + 1] ?? ''];
  const changes = [[], [here, here], ['z'], [next, here, next], [here]];
  letters.splice(at, at % 2 === 0 ? 1 : 2, ...changes[at % changes.length]!);
  return letters.join('');
}

test('one typo is one step of the textbook table of edit distances', () => {
  fc.assert(
    fc.property(fc.oneof(neighbour, fc.tuple(word, word)), ([left, right]) => {
      expect(withinOneTypo(lettersOf(left), lettersOf(right))).toBe(distance(left, right) <= 1);
    }),
    { numRuns: 2_000 },
  );
});

test('a vocabulary gives the typed word and all known words one typo away, when one of the two has five letters', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), word, (known, typed) => {
      const vocabulary = new Vocabulary();
      vocabulary.add(known);
      const isLong = (other: string) => Math.max(Array.from(typed).length, Array.from(other).length) >= 5;
      const forgiven = known.filter((other) => isLong(other) && distance(typed, other) <= 1);
      expect(vocabulary.meant(typed).toSorted()).toEqual([...new Set([typed, ...forgiven])].toSorted());
    }),
  );
});
