/** A word by its letters; plain strings will do unless letters lie beyond the basic plane. */
export type Letters = ArrayLike<string>;

export function lettersOf(word: string): Letters {
  return /[\ud800-\udfff]/.test(word) ? Array.from(word) : word;
}

/**
 * True when one wrong, missing or added letter or one swap of neighbours turns one word into the other (optimal string
 * alignment distance 1), or none: what differs between the common start and the common end tells.
 */
export function withinOneTypo(left: Letters, right: Letters): boolean {
  const difference = left.length - right.length;
  if (difference > 1 || difference < -1) return false;
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < shorter - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1;
  const leftRest = left.length - start - end;
  const rightRest = right.length - start - end;
  if (leftRest <= 1 && rightRest <= 1) return true;
  return leftRest === 2 && rightRest === 2 && left[start] === right[start + 1] && left[start + 1] === right[start];
}
