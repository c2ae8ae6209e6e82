import type { FieldError } from './problem.ts';

const deepest = 32;
const broken = /[\0\p{Surrogate}]/u;

/**
 * What no body may have at any depth: keys that reach an object's prototype, NUL and unpaired surrogates in text
 * (neither can be stored), and more than 32 levels. Told with JSON Pointers, at most one a kind of place.
 */
export function hostileParts(body: object): readonly FieldError[] {
  const errors: FieldError[] = [];
  const open: { value: object; pointer: string; depth: number }[] = [{ value: body, pointer: '', depth: 1 }];
  for (let part = open.pop(); part !== undefined && errors.length < 10; part = open.pop()) {
    if (part.depth > deepest) {
      errors.push({ pointer: part.pointer, message: `is nested deeper than ${deepest} levels` });
      continue;
    }
    for (const [key, value] of Object.entries(part.value) as [string, unknown][]) {
      const isElement = Array.isArray(part.value);
      if (!isElement && (key === '__proto__' || key === 'constructor' || broken.test(key))) {
        errors.push({ pointer: pointerTo(part.pointer, key), message: 'is not a known field' });
      } else if (typeof value === 'string') {
        if (broken.test(value)) {
          errors.push({
            pointer: pointerTo(part.pointer, key),
            message: 'must not contain NUL or unpaired surrogates',
          });
        }
      } else if (typeof value === 'object' && value !== null) {
        open.push({ value, pointer: pointerTo(part.pointer, key), depth: part.depth + 1 });
      }
    }
  }
  return errors;
}

const pointerTo = (parent: string, key: string) =>
  `${parent}/${key
    .replaceAll('~', '~0')
    .replaceAll('/', '~1')
    .replace(/[\0\p{Surrogate}]/gu, '\uFFFD')}`;
