import type { JsonObject } from './json.ts';

/** What the one gate knows of an event type. */
export type EventType = {
  /** The version that is written today; the first is 1. */
  readonly version: number;
  /** `upcasters[n]` turns data of version n into data of version n + 1. */
  readonly upcasters?: Readonly<Record<number, (data: JsonObject) => JsonObject>>;
  /** Top-level fields of `data` encrypted with the subject's key; null once the key is destroyed. */
  readonly personal?: readonly string[];
  /** Like `personal`, and never shown in a history, a message or a log (tokens, password hashes). */
  readonly secret?: readonly string[];
  /** Its subject's key was destroyed before it was written: from here on nothing that the key sealed can be read. */
  readonly endsKey?: true;
};

export type EventTypes = Readonly<Record<string, EventType>>;

/** The registry does not know the type, or not yet the version: newer code wrote it. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType';
}

export function typeIn(types: EventTypes, name: string): EventType {
  const type = Object.hasOwn(types, name) ? types[name] : undefined;
  if (type === undefined) throw new UnknownEventType(`No event type is called ${name}`);
  return type;
}

/** Fields that are encrypted; a field of an older version that was renamed since stays in the list. */
export function sealedFields(type: EventType): readonly string[] {
  return [...(type.personal ?? []), ...(type.secret ?? [])];
}

/** Turns data written in a version into data of the current one. */
export function upcast(name: string, version: number, type: EventType, written: JsonObject): JsonObject {
  if (version > type.version) throw new UnknownEventType(`${name} version ${version} is newer than this engine`);
  let data = written;
  for (let from = version; from < type.version; from += 1) {
    const step = type.upcasters?.[from];
    if (step === undefined) throw new UnknownEventType(`No upcaster takes ${name} from version ${from}`);
    data = step(data);
  }
  return data;
}

/** The names of the types that say that a subject's key was destroyed. */
export function typesThatEndKeys(types: EventTypes): ReadonlySet<string> {
  return new Set(Object.keys(types).filter((name) => types[name]!.endsKey === true));
}
