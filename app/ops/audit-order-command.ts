import type { OrderEvent } from '../../domain/order/events.ts';
import { foldOrderView } from '../../domain/order/order-view.ts';
import type { OrderView } from '../../domain/order/order-view.ts';
import type { AuditReader } from '../../engine/audit/reader.ts';
import { messageOf } from '../../engine/tools/message-of.ts';
import type { EventReference } from '../../projectors/order-history/order-history.ts';
import { isAfter, parseMoment } from '../../query-api/moment.ts';
import type { Moment } from '../../query-api/moment.ts';
import type { HistoryItem, OrderHistory } from '../../query-api/orders/history.ts';
import { OrderRecords } from '../../query-api/orders/order-records.ts';
import { textOption, UsageError } from './command.ts';
import type { Command } from './command.ts';
import { withAudit } from './open-audit.ts';
import { orderStory } from './order-story.ts';

export const auditOrder: Command = {
  name: 'audit order',
  parameters: '<id> [--at <revision|time>] [--json]',
  summary: `Tells everything that happened to an order and because of it, in the order it happened: who, when and why, what it
changed, what the saga decided, which warehouses gave what, payments, messages and mails. --at: up to a revision of the
order or an RFC 3339 time, inclusive. Exit code 1 when its records were altered or cannot be read.`,
  words: 1,
  options: { at: { type: 'string' }, json: { type: 'boolean' } },
  run: (given) =>
    withAudit(async ({ reader, codec }) => {
      const id = given.words[0]!;
      const at = textOption(given, 'at');
      const moment = at === undefined ? undefined : parseMoment(at);
      if (moment === null) throw new UsageError('--at is a revision or an RFC 3339 time.');
      const history = await new OrderRecords(codec, reader).read(id, await referencesTo(id, reader));
      const { order, fault } = await orderAsOf(id, reader, moment);
      if (order === null && fault !== null) throw new Error(`The order ${id} cannot be told: ${fault}`);
      if (order === null) throw new Error(`There is no order ${id}${at === undefined ? '' : ` as of ${at}`}.`);
      const items = moment === undefined ? history.items : upTo(moment, history.items, `order-${id}`);
      const { integrity } = history;
      const told = { order, items, integrity };
      const asJson = given.options['json'] === true;
      const text = asJson ? `${JSON.stringify(told, null, 2)}\n` : orderStory(told, await verdictOn(history, reader));
      process.stdout.write(text);
      if (fault !== null) process.stderr.write(`The order is told up to where it cannot be read: ${fault}\n`);
      return integrity.verified && fault === null ? 0 : 1;
    }),
};

/** Nothing tells of what may be missing where the Merkle tree does not reach. */
async function verdictOn({ items, integrity }: OrderHistory, reader: AuditReader): Promise<string> {
  if (integrity.firstBroken !== null) {
    const { stream, revision } = integrity.firstBroken;
    const isThere = (await reader.storedAt(stream, revision)) !== null;
    if (isThere) return `ALTERED: event ${revision} of ${stream} is not what was written.`;
    return `MISSING: event ${revision} of ${stream} was written, and is not in the log.`;
  }
  const last = items.at(-1)?.position;
  return last !== undefined && (await reader.isInTree(last))
    ? 'All records are as they were written: hash chains and Merkle proofs hold.'
    : 'The hash chains hold. The Merkle tree does not reach these records: nothing tells whether one is missing.';
}

/** What belongs to the order, read from the log itself: nothing does before it was placed. */
async function referencesTo(id: string, reader: AuditReader): Promise<readonly EventReference[]> {
  const first = await reader.storedAt(`order-${id}`, 0);
  if (first === null) {
    const [lost] = await reader.lostAmong([`order-${id}`]);
    if (lost === undefined) throw new Error(`There is no order ${id}.`);
    throw new Error(`The order ${id} was deleted: event ${lost.revision} of ${lost.stream} is not in the log.`);
  }
  const found: EventReference[] = [];
  for await (const event of reader.log(first.position)) {
    const { id: eventId, stream, revision, position, metadata } = event;
    if (metadata.orderId === id) found.push({ id: eventId, stream, revision, position });
  }
  return found;
}

/** Up to the first event that cannot be read or does not fold: an altered one, or one whose key is missing. */
async function orderAsOf(
  id: string,
  reader: AuditReader,
  moment: Moment | undefined,
): Promise<{ readonly order: OrderView | null; readonly fault: string | null }> {
  let order: OrderView | null = null;
  try {
    for await (const event of reader.readStream<OrderEvent>(`order-${id}`)) {
      if (moment !== undefined && isAfter(moment, event)) break;
      order = foldOrderView(id, order, event);
    }
  } catch (error) {
    return { order, fault: messageOf(error) };
  }
  return { order, fault: null };
}

/** At a revision of the order: all that happened before its next one. */
function upTo(moment: Moment, items: readonly HistoryItem[], orderStream: string): readonly HistoryItem[] {
  const next = items.findIndex(({ stream, revision, at }) =>
    'revision' in moment ? stream === orderStream && revision > moment.revision : at > moment.time,
  );
  return next < 0 ? items : items.slice(0, next);
}
