import { Problem } from './problem.ts';

/** The query string as it came: each value is text, or several texts when the name is repeated. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

const invalid = (name: string, message: string) => Problem.invalid({ pointer: `/${name}`, message });

/** The text of a query parameter; undefined when absent; 400 when repeated, longer than `max` (500) or with NUL. */
export function textParameter(query: Query, name: string, max = 500): string | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid(name, `${name} must be given once.`);
  if (value.length > max || value.includes('\0'))
    throw invalid(name, `${name} must be text of at most ${max} characters.`);
  return value;
}

/** A whole number within bounds; undefined when absent; else 400. */
export function wholeParameter(query: Query, name: string, bounds: { min: number; max: number }): number | undefined {
  const text = textParameter(query, name);
  if (text === undefined) return undefined;
  const number = /^-?(0|[1-9][0-9]{0,14})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number) || number < bounds.min || number > bounds.max) {
    throw invalid(name, `${name} must be a whole number from ${bounds.min} to ${bounds.max}.`);
  }
  return number;
}

/** `true` or `false`; undefined when absent; else 400. */
export function flagParameter(query: Query, name: string): boolean | undefined {
  const text = textParameter(query, name);
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') throw invalid(name, `${name} must be true or false.`);
  return text === 'true';
}

/** One of a few words; undefined when absent; else 400. */
export function wordParameter<const Word extends string>(
  query: Query,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = textParameter(query, name);
  if (text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw invalid(name, `${name} must be one of ${words.join(', ')}.`);
  return word;
}

const instant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** An RFC 3339 time (or a UTC date) as UTC with milliseconds; undefined when absent; else 400. */
export function timeParameter(query: Query, name: string): string | undefined {
  const text = textParameter(query, name);
  if (text === undefined) return undefined;
  const time = instantOf(text);
  if (time === null) throw invalid(name, `${name} must be an RFC 3339 time, or a date for its first instant in UTC.`);
  return time;
}

/** An RFC 3339 time or a date as UTC with milliseconds; null for anything else, impossible days too. */
export function instantOf(text: string): string | null {
  // A plus sign that was not percent-encoded arrives as a space.
  const mended = text.replace(/ (?=\d{2}:\d{2}$)/, '+');
  if (!instant.test(mended)) return null;
  const milliseconds = Date.parse(mended);
  if (Number.isNaN(milliseconds)) return null;
  const day = Number(mended.slice(8, 10));
  const daysInMonth = new Date(Date.UTC(Number(mended.slice(0, 4)), Number(mended.slice(5, 7)), 0)).getUTCDate();
  return day >= 1 && day <= daysInMonth ? new Date(milliseconds).toISOString() : null;
}

export type ListParameters = { readonly limit: number; readonly cursor?: string };

/** `limit` (1–100, 20) and `cursor` of a query string; 400 when malformed. */
export function listParameters(query: Query): ListParameters {
  const limit = wholeParameter(query, 'limit', { min: 1, max: 100 }) ?? 20;
  const cursor = textParameter(query, 'cursor', 4096);
  if (cursor === '') throw invalid('cursor', 'cursor must be one that an earlier answer gave.');
  return { limit, ...(cursor === undefined ? {} : { cursor }) };
}

/** The answer of a list to a cursor that it never gave. */
export function malformedCursor(): Problem {
  return invalid('cursor', 'cursor must be one that an earlier answer gave.');
}
