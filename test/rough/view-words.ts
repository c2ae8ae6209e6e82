/** True when each word of `query` is among the text's words, or is one typo away and one of the two has five letters or more. */
export function matchesText(text: string, query: string): boolean {
  const known = words(text);
  const wanted = words(query);
  const close = (word: string) =>
    known.some(
      (other) =>
        other === word || (Math.max(Array.from(word).length, Array.from(other).length) >= 5 && isClose(word, other)),
    );
  return wanted.length > 0 && wanted.every(close);
}

function isClose(word: string, other: string): boolean {
  return Math.abs(word.length - other.length) <= 2 && distance(word, other) <= 1;
}

function words(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Wrong, missing and added letters and swapped neighbours between two words, by the textbook's table (optimal string
 * alignment distance).
 */
export function distance(from: string, to: string): number {
  const [a, b] = [Array.from(from), Array.from(to)];
  const table = [...a, ''].map((_, row) =>
    [...b, ''].map((__, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const at = (up: number, left: number) => table[row - up]![column - left]!;
      const options = [at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (a[row - 1] === b[column - 1] ? 0 : 1)];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      table[row]![column] = Math.min(...options, ...(swapped ? [at(2, 2) + 1] : []));
    }
  }
  return table[a.length]![b.length]!;
}
