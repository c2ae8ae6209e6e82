import { monotonicClock } from '../tools/clock.ts';
import type { Envelope, Event, NewEvent, Recorded, StoredEvent, StoredMetadata } from './event.ts';
import type { EventTypes } from './event-registry.ts';
import { sealedFields, typeIn, upcast } from './event-registry.ts';
import { chained } from './hash-chain.ts';
import type { Json, JsonObject } from './json.ts';
import type { KeyVault } from './key-vault.ts';
import { seal, unseal } from './sealing.ts';
import { SubjectKeys } from './subject-keys.ts';

/** An event with personal or secret fields, and nobody whose key could encrypt them. */
export class SubjectMissing extends Error {
  override readonly name = 'SubjectMissing';
}

/** What stands in the log cannot be read as an event. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/** What goes with a draft; its position is the store's to give. */
export type DraftEnvelope = Omit<Envelope, 'position'> & { readonly requestHash?: string };

/** `data` is what reading the event back will give: an erased subject's fields are null from the start. */
type Encoded = { readonly event: NewEvent; readonly data: JsonObject; readonly bytes: number };

type Sealed = { readonly $sealed: string };

/** The one gate: every event goes into the log and comes out of it here. */
export class EventCodec {
  private readonly keys: SubjectKeys;

  constructor(
    private readonly types: EventTypes,
    vault: KeyVault,
    now = monotonicClock,
  ) {
    this.keys = new SubjectKeys(vault, now);
  }

  /** Encrypts, versions and chains an event. Throws UnknownEventType, SubjectMissing, or what the vault throws. */
  async encode(draft: Event, envelope: DraftEnvelope, previousHash: string | null): Promise<Encoded> {
    const type = typeIn(this.types, draft.type);
    const data = withoutUndefined(draft.data as JsonObject);
    const fields = sealedFields(type).filter((field) => data[field] !== undefined && data[field] !== null);
    const sealed = { ...data };
    if (fields.length > 0) {
      const key = await this.keys.toWrite(subjectOf(envelope, draft.type));
      for (const field of fields) {
        if (key === null) data[field] = sealed[field] = null;
        else sealed[field] = { $sealed: seal(key, JSON.stringify(data[field]), contextOf(envelope.id, field)) };
      }
    }
    const metadata = metadataOf(type.version, envelope, previousHash);
    const { id, stream, revision } = envelope;
    return { data, ...chained(stream, revision, { id, type: draft.type, data: sealed, metadata }) };
  }

  /**
   * Decrypts and upcasts an event to its current version. Fields of an erased subject are null. Throws
   * UnreadableEvent, UnknownEventType, KeyMissing, or what the vault throws.
   */
  async decode<E extends Event = Event>(stored: StoredEvent): Promise<Recorded<E>> {
    if (stored.unreadable) throw new UnreadableEvent(`event ${stored.revision} of ${stored.stream} cannot be read`);
    const type = typeIn(this.types, stored.type);
    const ended = this.endedBy(stored);
    if (ended !== null) this.forget(ended);
    const fields = sealedFields(type).filter((field) => isSealed(stored.data[field]));
    const data = { ...stored.data };
    if (fields.length > 0) {
      const key = await this.keys.toRead(subjectOf(envelopeOf(stored), stored.type));
      for (const field of fields) {
        data[field] = key === null ? null : open(key, data[field], contextOf(stored.id, field));
      }
    }
    const current = upcast(stored.type, stored.metadata.version, type, data);
    return { type: stored.type, data: current, ...envelopeOf(stored) } as unknown as Recorded<E>;
  }

  /** An event's data as histories and exports may show it: without its secret fields. */
  publicData(event: { readonly type: string; readonly data: unknown }): JsonObject {
    const secret = typeIn(this.types, event.type).secret ?? [];
    return Object.fromEntries(Object.entries(event.data as JsonObject).filter(([field]) => !secret.includes(field)));
  }

  /** The subject whose key was destroyed before this event was written; null for all events that do not say so. */
  endedBy({ type, metadata }: StoredEvent): string | null {
    const ends = Object.hasOwn(this.types, type) && this.types[type]!.endsKey === true;
    return ends ? (metadata?.subject ?? null) : null;
  }

  /** The subject of whom a decoded event tells what is sealed in the log; null when it tells nothing of the kind. */
  reveals(event: Recorded<Event>): string | null {
    const data = event.data as JsonObject;
    const told = sealedFields(typeIn(this.types, event.type)).some((field) => (data[field] ?? null) !== null);
    return told ? event.subject : null;
  }

  /** True when the subject's key is in memory: what it opened may be shown without asking the vault. */
  isKept(subject: string): boolean {
    return this.keys.isKept(subject);
  }

  /**
   * False when the subject was erased more than 30 s ago, as far as the vault knows, or when the log said so. Throws as
   * `decode` does.
   */
  async isReadable(subject: string): Promise<boolean> {
    return (await this.keys.toRead(subject)) !== null;
  }

  /** Encrypts a text (a snapshot) with the subject's key; null when the subject was erased. */
  async sealText(subject: string, text: string, context: string): Promise<string | null> {
    const key = await this.keys.toWrite(subject);
    return key === null ? null : seal(key, text, context);
  }

  /** Null when the subject was erased. */
  async unsealText(subject: string, sealed: string, context: string): Promise<string | null> {
    const key = await this.keys.toRead(subject);
    return key === null ? null : unseal(key, sealed, context);
  }

  /** Drops a subject's key from memory: the vault is asked for it again. */
  forget(subject: string): void {
    this.keys.forget(subject);
  }
}

/** What is known of a stored event without decrypting it. */
export function envelopeOf(stored: StoredEvent): Envelope {
  const { time, actor, correlationId, causationId, commandId, subject = null, orderId = null } = stored.metadata;
  const { id, stream, revision, position } = stored;
  return { id, stream, revision, position, time, actor, correlationId, causationId, commandId, subject, orderId };
}

function metadataOf(
  version: number,
  envelope: DraftEnvelope,
  previousHash: string | null,
): Omit<StoredMetadata, 'hash'> {
  const { time, actor, correlationId, causationId, commandId, subject, orderId, requestHash } = envelope;
  return {
    version,
    time,
    actor: { id: actor.id, role: actor.role },
    correlationId,
    causationId,
    commandId,
    ...(subject === null ? {} : { subject }),
    ...(orderId === null ? {} : { orderId }),
    ...(requestHash === undefined ? {} : { requestHash }),
    previousHash,
  };
}

function isSealed(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && '$sealed' in value;
}

function open(key: Uint8Array, value: Json | undefined, context: string): Json {
  return JSON.parse(unseal(key, (value as Sealed).$sealed, context)) as Json;
}

/** Ties a sealed field to its event: it cannot be moved to another field or event. */
function contextOf(eventId: string, field: string): string {
  return `${eventId}/${field}`;
}

function subjectOf(envelope: { readonly subject: string | null }, type: string): string {
  if (envelope.subject === null) throw new SubjectMissing(`${type} has personal or secret fields but no data subject`);
  return envelope.subject;
}

function withoutUndefined(data: JsonObject): Record<string, Json> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}
