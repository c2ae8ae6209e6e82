import { beforeEach, describe, expect, test } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { OutboxMailer } from '../adapters/mail/outbox-mailer.ts';
import { personalFields, routingKeyOf, type MessageType, type OrderPayload } from '../domain/messages/messages.ts';
import { userDecider } from '../domain/user/user.ts';
import { positionOf } from '../engine/log/position.ts';
import type { JsonObject } from '../engine/log/json.ts';
import { systemClock } from '../engine/tools/clock.ts';
import type { Mail, Mailer } from '../engine/outside/mailer.ts';
import type { DeadLetter, Message, MessageBus } from '../engine/reactions/message-bus.ts';
import { sealFields } from '../engine/reactions/personal-fields.ts';
import { embeddedSubject } from '../test/contracts/embedded-subject.ts';
import { publishSurely } from '../test/contracts/message-bus.ts';
import { eventually } from '../test/contracts/subject.ts';
import { RoughMessageBus } from '../test/rough/message-bus.ts';
import { ShopLog } from '../test/stories/shop-log.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { Notifications } from './notifications.ts';

const order: OrderPayload = {
  order_id: 'o1',
  order_number: 'S-1042',
  user_id: 'ada',
  user_email: 'ada@example.com',
  user_name: 'Ada',
  items: [],
  total_amount: 1000,
  currency: 'EUR',
  payment_method: 'card',
  status: 'confirmed',
};

function message(type: MessageType, payload: object = order, id = `event of ${type}`): Message {
  const body = { event_type: type, event_id: id, timestamp: '', correlation_id: 'correlation', payload };
  return { id, position: positionOf(1), routingKey: routingKeyOf(type), body: body as unknown as Message['body'] };
}

/** A mailer that keeps what it takes, and fails as often as it is told. */
class PretendMailer implements Mailer {
  readonly taken: Mail[] = [];
  failures = 0;
  whileSending: () => Promise<void> = async () => {};

  async send(mail: Mail): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw Object.assign(new Error('550 <ada@example.com> unknown'), { code: 'EENVELOPE', responseCode: 550 });
    }
    this.taken.push(mail);
    await this.whileSending();
  }

  async withdraw(id: string): Promise<void> {
    this.taken.splice(0, this.taken.length, ...this.taken.filter((mail) => mail.id !== id));
  }

  async close(): Promise<void> {}
}

let shop: ShopLog;
let mailer: PretendMailer;
let notifications: Notifications;
const noBus = {} as MessageBus;
const backoffMs = [1, 1];

beforeEach(() => {
  shop = new ShopLog();
  mailer = new PretendMailer();
  notifications = new Notifications({ ...deps(), mailer });
});

const deps = () => ({ bus: noBus, executor: shop.executor, seals: shop.codec, clock: systemClock, backoffMs });
const deliver = (what: Message, attempt = 1) => notifications.handle({ message: what, attempt });

describe('a message becomes a mail', () => {
  test.each([
    ['order.confirmed', 'order_confirmation'],
    ['order.paid', 'order_paid'],
    ['order.shipped', 'order_shipped'],
    ['order.cancelled', 'order_cancelled'],
    ['order.refunded', 'order_refunded'],
  ] as const)('%s is told by %s', async (type, template) => {
    await deliver(message(type));
    expect(await shop.events()).toMatchObject([
      {
        type: 'NotificationRequested',
        data: { channel: 'email', template, to: 'ada@example.com', userId: 'ada', orderId: 'o1' },
        actor: { id: 'notifications', role: 'system' },
        correlationId: 'correlation',
        causationId: `event of ${type}`,
        subject: 'ada',
        orderId: 'o1',
      },
      { type: 'MailSent', data: { attempt: 1 } },
    ]);
    expect(mailer.taken).toHaveLength(1);
  });

  test('user.registered is told by welcome, and belongs to no order', async () => {
    await deliver(message('user.registered', { user_id: 'ada', user_email: 'ada@example.com', user_name: 'Ada' }));
    expect((await shop.events())[0]).toMatchObject({ data: { template: 'welcome', orderId: null }, orderId: null });
    expect(mailer.taken[0]).toMatchObject({ to: 'ada@example.com', subject: 'Welcome to Storied' });
  });

  test('a message that nobody is told of is acknowledged', async () => {
    await deliver(message('order.delivered'));
    expect(await shop.story()).toEqual([]);
  });

  test('somebody without an e-mail is written nothing', async () => {
    await deliver(message('order.confirmed', { ...order, user_email: null }));
    expect(await shop.story()).toEqual([]);
    expect(mailer.taken).toEqual([]);
  });

  test('somebody who was erased while the message waited is written nothing', async () => {
    const context = () => shop.context({ subject: 'ada' });
    const person = { email: 'ada@example.com', fullName: 'Ada', passwordHash: 'hash', roles: ['customer'] } as const;
    await shop.executor.execute(userDecider, 'ada', { type: 'RegisterUser', ...person }, context());
    await shop.executor.execute(userDecider, 'ada', { type: 'EraseUser' }, context());
    await deliver(message('order.confirmed'));
    expect(mailer.taken).toEqual([]);
  });

  test('somebody who was erased while the mail was on its way has it taken back', async () => {
    const context = () => shop.context({ subject: 'ada' });
    const person = { email: 'ada@example.com', fullName: 'Ada', passwordHash: 'hash', roles: ['customer'] } as const;
    await shop.executor.execute(userDecider, 'ada', { type: 'RegisterUser', ...person }, context());
    mailer.whileSending = async () =>
      void (await shop.executor.execute(userDecider, 'ada', { type: 'EraseUser' }, context()));
    await deliver(message('order.confirmed'));
    expect(mailer.taken).toEqual([]);
  });

  test('and a mail that a crash left before that is taken back when the message comes again', async () => {
    await deliver(message('order.confirmed'));
    expect(mailer.taken).toHaveLength(1);
    const context = () => shop.context({ subject: 'ada' });
    const person = { email: 'ada@example.com', fullName: 'Ada', passwordHash: 'hash', roles: ['customer'] } as const;
    await shop.executor.execute(userDecider, 'ada', { type: 'RegisterUser', ...person }, context());
    await shop.executor.execute(userDecider, 'ada', { type: 'EraseUser' }, context());
    await deliver(message('order.confirmed'));
    expect(mailer.taken).toEqual([]);
  });
});

describe('a sealed message', () => {
  async function sealed(type: MessageType): Promise<Message> {
    const plain = message(type);
    const personal = { messageId: plain.id, subject: 'ada', fields: personalFields };
    const payload = await sealFields(shop.codec, personal, plain.body['payload'] as JsonObject);
    return { ...plain, body: { ...plain.body, payload } };
  }
  const destroyKey = async () => {
    await shop.vault.destroy('ada', '2026-03-02T12:00:00.000Z');
    shop.codec.forget('ada');
  };

  test('becomes the mail that a readable one becomes, to the byte', async () => {
    const told = await sealed('order.confirmed');
    expect(JSON.stringify(told)).not.toContain('ada@example.com');
    await deliver(told);
    const [mail] = mailer.taken.splice(0);
    expect(mail).toMatchObject({ to: 'ada@example.com', text: expect.stringContaining('Hello Ada,') });
    shop = new ShopLog();
    notifications = new Notifications({ ...deps(), mailer });
    await deliver(message('order.confirmed'));
    expect(mailer.taken).toEqual([mail]);
  });

  test('of somebody whose key was destroyed is written to nobody, and leaves no trace', async () => {
    const told = await sealed('order.confirmed');
    await destroyKey();
    await deliver(told);
    expect(mailer.taken).toEqual([]);
    expect(await shop.story()).toEqual([]);
  });

  test('whose mail could not be sent before its person was erased ends as failed', async () => {
    const told = await sealed('order.confirmed');
    mailer.failures = 1;
    await expect(deliver(told)).rejects.toThrow();
    await destroyKey();
    await deliver(told, 2);
    await deliver(told, 3);
    expect(mailer.taken).toEqual([]);
    expect((await shop.events()).slice(1)).toMatchObject([
      { type: 'MailFailed', data: { attempt: 1, final: false } },
      { type: 'MailFailed', data: { attempt: 2, error: 'erased', final: true } },
    ]);
  });

  test('that cannot be opened, though nobody was erased, comes again', async () => {
    const told = await sealed('order.confirmed');
    shop.vault.lose('ada');
    shop.codec.forget('ada');
    await expect(deliver(told)).rejects.toMatchObject({ name: 'KeyMissing' });
  });
});

describe('each mail is sent once', () => {
  test('a message that is delivered twice at once is one mail', async () => {
    await Promise.all([deliver(message('order.confirmed')), deliver(message('order.confirmed'))]);
    expect(mailer.taken).toHaveLength(1);
  });

  test('a message that comes again is only acknowledged', async () => {
    await deliver(message('order.confirmed'));
    await deliver(message('order.confirmed'));
    expect(mailer.taken).toHaveLength(1);
    expect(await shop.story()).toEqual(['NotificationRequested', 'MailSent']);
  });

  test('whatever a broker repeats, reorders and loses', async () => {
    const bus = new RoughMessageBus({ acksLost: 0.4, confirmsLost: 0.4, publicationsLost: 0.2 });
    notifications = new Notifications({ ...deps(), bus, mailer });
    mailer.failures = 2;
    await notifications.start();
    const ids = Array.from({ length: 20 }, (_, index) => `refund-${index}`);
    for (const id of ids) await publishSurely(bus, message('order.refunded', order, id));
    await eventually(() => bus.isEmpty);
    expect(mailer.taken).toHaveLength(20);
    expect(new Set(mailer.taken.map((mail) => mail.id)).size).toBe(20);
    expect(Math.min(...Object.values(bus.went))).toBeGreaterThan(0);
  });

  test('two messages of one order are two mails', async () => {
    await deliver(message('order.refunded', order, 'refund-1'));
    await deliver(message('order.refunded', order, 'refund-2'));
    expect(new Set(mailer.taken.map((mail) => mail.id)).size).toBe(2);
  });

  test('a mail whose record was lost with the process is sent again under the same id, into one file', async () => {
    const folder = temporaryFolder();
    const outbox = await OutboxMailer.open(folder, 'Storied <shop@example.com>');
    const diesAfterSending: Mailer = {
      async send(mail) {
        await outbox.send(mail);
        throw new Error('the process died here');
      },
      withdraw: (id) => outbox.withdraw(id),
      close: async () => {},
    };
    const again = new Notifications({ ...deps(), mailer: outbox });
    const delivery = { message: message('order.confirmed'), attempt: 1 };
    await expect(new Notifications({ ...deps(), mailer: diesAfterSending }).handle(delivery)).rejects.toThrow();
    await again.handle(delivery);
    expect(await readdir(folder)).toHaveLength(1);
    expect((await shop.story()).at(-1)).toBe('MailSent');
  });
});

describe('a mail that could not be sent', () => {
  test('is recorded without the words of the server, and comes again', async () => {
    mailer.failures = 1;
    await expect(deliver(message('order.confirmed'))).rejects.toThrow('EENVELOPE 550');
    await deliver(message('order.confirmed'), 2);
    expect((await shop.events()).slice(1)).toMatchObject([
      { type: 'MailFailed', data: { attempt: 1, error: 'EENVELOPE 550', final: false } },
      { type: 'MailSent', data: { attempt: 2 } },
    ]);
  });

  test('is recorded as final at the last attempt', async () => {
    mailer.failures = 3;
    for (const attempt of [1, 2, 3]) {
      await expect(deliver(message('order.confirmed'), attempt)).rejects.toThrow();
    }
    const finals = (await shop.events()).slice(1).map((event) => (event.data as { final: boolean }).final);
    expect(finals).toEqual([false, false, true]);
  });

  test('lies in the dead letters after the last attempt, and the mails behind it go out', async () => {
    const subject = await embeddedSubject((embedded) => embedded.messageBus)();
    const running = new Notifications({
      bus: subject.port,
      executor: shop.executor,
      seals: shop.codec,
      mailer,
      clock: systemClock,
      backoffMs,
      concurrency: 1,
    });
    mailer.failures = 3;
    await running.start();
    await subject.port.publish(message('order.confirmed'));
    const dead: DeadLetter[] = [];
    await subject.port.consumeDeadLetters(async (letter) => void dead.push(letter));
    await eventually(() => dead.length === 1);
    await subject.port.publish(message('order.shipped'));
    await eventually(() => mailer.taken.length === 1);
    expect(mailer.taken[0]!.subject).toBe('Your order S-1042 is on its way');
    await running.close();
    await subject.dispose();
  });
});
