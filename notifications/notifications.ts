import { personalFields, type IntegrationMessage } from '../domain/messages/messages.ts';
import { notificationDecider } from '../domain/notification/notification.ts';
import type { NotificationCommand } from '../domain/notification/commands.ts';
import type { Template } from '../domain/notification/events.ts';
import { userDecider } from '../domain/user/user.ts';
import type { Clock } from '../engine/tools/clock.ts';
import type { CommandContext, Executor } from '../engine/commands/executor.ts';
import { failpoint } from '../engine/tools/failpoint.ts';
import { KeyTurns } from '../engine/tools/key-turns.ts';
import { derivedId } from '../engine/log/ids.ts';
import type { JsonObject } from '../engine/log/json.ts';
import type { Mailer } from '../engine/outside/mailer.ts';
import type { Delivery, MessageBus } from '../engine/reactions/message-bus.ts';
import { openFields, type Seals } from '../engine/reactions/personal-fields.ts';
import { reasonOf } from './failure.ts';
import { written } from './templates/letter.ts';
import { letterFor, templateOf, type ToldMessage } from './templates/templates.ts';

export type NotificationDeps = {
  readonly bus: MessageBus;
  readonly executor: Executor;
  readonly seals: Seals;
  readonly mailer: Mailer;
  readonly clock: Clock;
  /** Milliseconds before each further attempt of a mail that could not be sent. */
  readonly backoffMs?: readonly number[];
  readonly concurrency?: number;
};

export const notificationQueue = {
  queue: 'notifications',
  bindings: [
    'user.user.registered',
    'order.order.confirmed',
    'order.order.paid',
    'order.order.shipped',
    'order.order.cancelled',
    'order.order.refunded',
  ],
} as const;

const second = 1_000;
const defaultBackoffMs = [second, 5 * second, 30 * second, 120 * second, 600 * second, 1_800 * second, 7_200 * second];
const notifier = { id: 'notifications', role: 'system' } as const;

type Told = { readonly mailId: string; readonly template: Template; readonly delivered: number };

/**
 * Tells people by mail what integration messages say. Each message has one notification for each template, a stream of
 * its own: asking for it is the inbox, and its log says whether it was sent.
 *
 * What is promised of delivery: a message that says Sent already is acknowledged and nothing is done. Between the
 * mailer's acceptance and our record the process may die; the mail is then handed over once more under the same mail
 * id. Into the outbox folder that is still exactly one file, for the second takes the place of the first. Over SMTP it
 * is at least once: in that window a person may get a second copy, with the same Message-ID. No mail is lost: a failure
 * is recorded and tried again with back-off, after the last attempt it is recorded as final and the message is a
 * dead letter.
 */
export class Notifications {
  private consumer: { close(): Promise<void> } | null = null;
  private readonly backoffMs: readonly number[];
  /** A message may be delivered twice at once: the second waits, and finds what the first recorded. */
  private readonly turns = new KeyTurns();

  constructor(private readonly deps: NotificationDeps) {
    this.backoffMs = deps.backoffMs ?? defaultBackoffMs;
  }

  async start(): Promise<void> {
    const { bus, concurrency = 8 } = this.deps;
    const options = { ...notificationQueue, concurrency, backoffMs: this.backoffMs };
    this.consumer = await bus.consume(options, (delivery) => this.handle(delivery));
  }

  async close(): Promise<void> {
    await this.consumer?.close();
  }

  /** Returns when the message is done with; throws when it must come again. */
  async handle({ message, attempt }: Delivery): Promise<void> {
    const envelope = message.body as unknown as IntegrationMessage;
    const template = Object.hasOwn(templateOf, envelope.event_type)
      ? templateOf[envelope.event_type as ToldMessage['type']]
      : null;
    if (template === null) return;
    const mailId = derivedId(envelope.event_id, template, 'email');
    await this.turns.take(mailId, () => this.tell(envelope, { mailId, template, delivered: attempt }));
  }

  private async tell(envelope: IntegrationMessage, { mailId, template, delivered }: Told): Promise<void> {
    const told = await this.opened(envelope);
    const { payload } = told;
    const to = payload.user_email;
    const orderId = 'order_id' in payload ? payload.order_id : null;
    const record = (step: string, command: NotificationCommand) =>
      this.record(mailId, command, {
        commandId: derivedId(mailId, step),
        actor: notifier,
        correlationId: envelope.correlation_id,
        causationId: envelope.event_id,
        time: this.deps.clock(),
        subject: payload.user_id,
        ...(orderId === null ? {} : { orderId }),
      });

    const { state: notification } = await this.deps.executor.load(notificationDecider, mailId);
    const attempt = (notification?.attempts ?? 0) + 1;
    const failed = (error: string, final: boolean) =>
      record(`failure-${attempt}`, { type: 'RecordFailure', attempt, error, final });
    if (to === null || (await this.isErased(payload.user_id))) {
      await this.deps.mailer.withdraw(mailId);
      if (notification?.status === 'requested') await failed('erased', true);
      return;
    }
    if (notification?.status === 'sent') return;
    const mail = written(letterFor(told));
    const about = { channel: 'email', template, userId: payload.user_id, orderId } as const;
    await record('request', { type: 'RequestNotification', ...about, to, subject: mail.subject });
    try {
      await this.deps.mailer.send({ id: mailId, to, ...mail });
    } catch (error) {
      await failed(reasonOf(error), delivered > this.backoffMs.length);
      throw new Error(`A mail could not be sent: ${reasonOf(error)}`);
    }
    // Erased while the mail was on its way: whoever withdrew the others may not have seen this one.
    if (await this.isErased(payload.user_id)) await this.deps.mailer.withdraw(mailId);
    failpoint('mail:before-record');
    await record('sent', { type: 'RecordSent', attempt });
  }

  /** The message as it is told: its personal fields readable, null when its person was erased. */
  private async opened({ event_type, event_id, payload }: IntegrationMessage): Promise<ToldMessage> {
    const { user_id } = payload as ToldMessage['payload'];
    const personal = { messageId: event_id, subject: user_id, fields: personalFields };
    const open = await openFields(this.deps.seals, personal, payload as unknown as JsonObject);
    return { type: event_type, payload: open } as unknown as ToldMessage;
  }

  private async isErased(userId: string): Promise<boolean> {
    const { state: user } = await this.deps.executor.load(userDecider, userId);
    return user?.erased === true;
  }

  private async record(mailId: string, command: NotificationCommand, context: CommandContext): Promise<void> {
    const { outcome } = await this.deps.executor.execute(notificationDecider, mailId, command, context);
    if (outcome !== 'accepted') throw new Error(`${command.type} was not recorded: ${outcome}`);
  }
}
