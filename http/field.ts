import 'reflect-metadata';
import { ValidateBy } from 'class-validator';

/** A class whose instances are bodies, or parts of bodies. */
export type Dto = new () => object;

/** What the shell knows of a field besides its class-validator rules. */
export type Field = {
  readonly trim: boolean;
  /** The class of a nested object, or of each element. */
  readonly nested?: () => Dto;
  readonly list?: { readonly max: number; readonly min: number };
  /** JSON Schema for `/docs`. */
  readonly schema: Record<string, unknown>;
};

const fieldsKey = 'storied:fields';

/** The fields of a DTO class, inherited ones too. */
export function fieldsOf(dto: object): ReadonlyMap<string, Field> {
  const parent = Object.getPrototypeOf(dto) as object | null;
  const inherited = parent === null || parent === Function.prototype ? new Map<string, Field>() : fieldsOf(parent);
  const own = (Reflect.getOwnMetadata(fieldsKey, dto) ?? new Map()) as ReadonlyMap<string, Field>;
  return new Map([...inherited, ...own]);
}

const optionalKey = 'storied:optional';

export type Presence = 'required' | 'optional' | 'clearable';

/** Notes that a field may be absent, or null too (`clearable`). */
export function markOptional(prototype: object, name: string, presence: Presence): void {
  Reflect.defineMetadata(optionalKey, presence, prototype, name);
}

/** Whether a body must have the field. */
export function presenceOf(dto: Dto, name: string): Presence {
  return (Reflect.getMetadata(optionalKey, dto.prototype as object, name) as Presence | undefined) ?? 'required';
}

function remember(field: Field): PropertyDecorator {
  return (prototype, name) => {
    const dto = prototype.constructor;
    const own = (Reflect.getOwnMetadata(fieldsKey, dto) ?? new Map()) as Map<string, Field>;
    own.set(String(name), field);
    Reflect.defineMetadata(fieldsKey, own, dto);
  };
}

/**
 * Declares a field of a DTO by one rule: `holds` says whether a value (trimmed, if text) is right, `message` what it
 * must be. The rule is a class-validator rule; further ones of class-validator's may stand beside it.
 */
export function declared(
  field: Field,
  rule: { readonly name: string; readonly message: string; readonly holds: (value: unknown) => boolean },
): PropertyDecorator {
  const check = ValidateBy({
    name: rule.name,
    validator: { validate: rule.holds, defaultMessage: () => rule.message },
  });
  const note = remember(field);
  return (prototype, name) => {
    check(prototype, name);
    note(prototype, name);
  };
}
