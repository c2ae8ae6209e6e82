import { valueAt } from '../../../../engine/projections/folding/value-at.ts';

/**
 * The words of a text as they are indexed and searched: runs of letters and digits, without case and diacritics. One
 * function for both sides, so that neither the tokenizer's Unicode tables nor its query syntax can disagree with us.
 */
export function wordsOf(text: string): string[] {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase().replaceAll('ς', 'σ');
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words of all texts and numbers under a field, however deep. */
export function wordsAt(document: object, field: string): string[] {
  return textsIn(valueAt(document, field)).flatMap(wordsOf);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
