import canonicalize from 'canonicalize';
import type { Json } from './json.ts';

/** RFC 8785 canonical JSON: one text for equal values. Throws on lone surrogates and numbers that JSON cannot hold. */
export function canonicalJson(value: Json | object): string {
  return canonicalize(value)!;
}
