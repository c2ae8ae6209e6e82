import { ValidateIf } from 'class-validator';
import { declared, markOptional, type Dto } from './field.ts';

/** What `/docs` says of a field. */
type FieldDoc = { readonly description?: string; readonly example?: unknown };

const docOf = (doc: FieldDoc) => ({
  ...(doc.description === undefined ? {} : { description: doc.description }),
  ...(doc.example === undefined ? {} : { examples: [doc.example] }),
});

/** Whether a text has `min` to `max` characters: code points, of which one or two of JavaScript's units make each. */
function isOfLength(text: string, min: number, max: number): boolean {
  if (text.length >= 2 * min && text.length <= max) return true;
  const characters = Array.from(text).length;
  return characters >= min && characters <= max;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text of `min` (1) to `max` (500) characters, trimmed before it is counted unless `trim` is false. */
export function Text(
  options: { max?: number; min?: number; trim?: boolean; pattern?: RegExp; must?: string } & FieldDoc = {},
): PropertyDecorator {
  const { max = 500, min = 1, trim = true, pattern } = options;
  return declared(
    { trim, schema: { type: 'string', minLength: min, maxLength: max, ...docOf(options) } },
    {
      name: 'text',
      message: options.must ?? `must be text of ${min} to ${max} characters`,
      holds: (value) => {
        if (typeof value !== 'string') return false;
        return isOfLength(value, min, max) && (pattern === undefined || pattern.test(value));
      },
    },
  );
}

/** A password: 10 to 128 characters, never trimmed. */
export function Password(options: { min?: number; max?: number } & FieldDoc = {}): PropertyDecorator {
  return Text({ min: 10, max: 128, example: 'correct horse battery', ...options, trim: false });
}

/** An integer, never converted from text. */
export function Whole(options: { min: number; max: number } & FieldDoc): PropertyDecorator {
  const { min, max } = options;
  return declared(
    { trim: false, schema: { type: 'integer', minimum: min, maximum: max, ...docOf(options) } },
    {
      name: 'whole',
      message: `must be a whole number from ${min} to ${max}`,
      holds: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    },
  );
}

/** True or false. */
export function Flag(doc: FieldDoc = {}): PropertyDecorator {
  return declared(
    { trim: false, schema: { type: 'boolean', ...docOf(doc) } },
    { name: 'flag', message: 'must be true or false', holds: (value) => typeof value === 'boolean' },
  );
}

/** One of a few words. */
export function OneOf(words: readonly string[], doc: FieldDoc = {}): PropertyDecorator {
  return declared(
    { trim: true, schema: { type: 'string', enum: words, ...docOf(doc) } },
    {
      name: 'oneOf',
      message: `must be one of ${words.join(', ')}`,
      holds: (value) => words.includes(value as string),
    },
  );
}

/** The id of another thing. One that is no UUID passes here: it is unknown, so `knownId` makes it a 404. */
export function Id(doc: FieldDoc = {}): PropertyDecorator {
  return declared(
    { trim: true, schema: { type: 'string', format: 'uuid', ...docOf(doc) } },
    {
      name: 'id',
      message: 'must be an id of 1 to 500 characters',
      holds: (value) => typeof value === 'string' && value.length > 0 && value.length <= 500,
    },
  );
}

/** An object of another DTO class. */
export function Nested(type: () => Dto, doc: FieldDoc = {}): PropertyDecorator {
  return declared(
    { trim: false, nested: type, schema: docOf(doc) },
    { name: 'nested', message: 'must be an object', holds: isObject },
  );
}

/** A list of `min` (1) to `max` objects of another DTO class. */
export function ListOf(type: () => Dto, options: { max: number; min?: number } & FieldDoc): PropertyDecorator {
  const { max, min = 1 } = options;
  return declared(
    { trim: false, nested: type, list: { min, max }, schema: { minItems: min, maxItems: max, ...docOf(options) } },
    {
      name: 'listOf',
      message: `must be a list of ${min} to ${max} elements`,
      holds: (value) => Array.isArray(value) && value.length >= min && value.length <= max,
    },
  );
}

/** Any other rule; `schema` is its JSON Schema. `holds` never throws. */
export function Rule(options: {
  readonly name: string;
  readonly must: string;
  readonly holds: (value: unknown) => boolean;
  readonly schema: Record<string, unknown>;
  readonly trim?: boolean;
}): PropertyDecorator {
  return declared(
    { trim: options.trim ?? false, schema: options.schema },
    { name: options.name, message: options.must, holds: options.holds },
  );
}

/** May be absent. `clearable`: null is taken too, and means "none". */
export function Optional(options: { clearable?: boolean } = {}): PropertyDecorator {
  const applies = ValidateIf(
    options.clearable === true
      ? (_, value) => value !== undefined && value !== null
      : (_, value) => value !== undefined,
  );
  return (prototype, name) => {
    applies(prototype, name);
    markOptional(prototype, String(name), options.clearable === true ? 'clearable' : 'optional');
  };
}
