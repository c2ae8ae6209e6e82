import type { EventCodec } from '../log/event-codec.ts';
import type { Json, JsonObject } from '../log/json.ts';

/** Seals and opens texts with a person's key. */
export type Seals = Pick<EventCodec, 'sealText' | 'unsealText'>;

/** Whose key seals a message's personal fields, and which these are. */
type Personal = { readonly messageId: string; readonly subject: string; readonly fields: readonly string[] };

/** A payload whose personal fields are `{"$sealed": …}`; null, once the person's key is destroyed. */
export function sealFields(seals: Seals, personal: Personal, payload: JsonObject): Promise<JsonObject> {
  return mapFields(personal, payload, async (value, context) => {
    const sealed = await seals.sealText(personal.subject, JSON.stringify(value), context);
    return sealed === null ? null : { $sealed: sealed };
  });
}

/**
 * The payload as it was before it was sealed; fields that came readable stay, those of somebody who was erased are
 * null. Throws KeyMissing, or what the vault throws.
 */
export function openFields(seals: Seals, personal: Personal, payload: JsonObject): Promise<JsonObject> {
  return mapFields(personal, payload, async (value, context) => {
    if (typeof value !== 'object' || value === null || !('$sealed' in value)) return value;
    const opened = await seals.unsealText(personal.subject, value['$sealed'] as string, context);
    return opened === null ? null : (JSON.parse(opened) as Json);
  });
}

async function mapFields(
  { messageId, fields }: Personal,
  payload: JsonObject,
  change: (value: Json, context: string) => Promise<Json>,
): Promise<JsonObject> {
  const changed: Record<string, Json> = { ...payload };
  for (const field of fields) {
    const value = payload[field];
    // Tied to its message and field: it cannot be moved to another.
    if (value !== undefined && value !== null) changed[field] = await change(value, `message:${messageId}/${field}`);
  }
  return changed;
}
