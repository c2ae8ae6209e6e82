import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OutcomeUnknown } from '../../engine/log/event-store.ts';
import { positionOf } from '../../engine/log/position.ts';
import type { ConsumerOptions, DeadLetter, Delivery } from '../../engine/reactions/message-bus.ts';
import type { Message, MessageBus } from '../../engine/reactions/message-bus.ts';
import { eventually } from './subject.ts';
import type { OpenSubject, Subject } from './subject.ts';

const orderCreated: Message = {
  id: 'event-1',
  position: positionOf(1),
  routingKey: 'order.order.created',
  body: { orderId: 'o-1', lines: [1] },
};

function consumer(changes: Partial<ConsumerOptions> = {}): ConsumerOptions {
  return { queue: 'mails', bindings: ['order.#'], concurrency: 1, backoffMs: [], ...changes };
}

/** Publishes until it is confirmed, as whoever publishes must. */
export async function publishSurely(bus: MessageBus, message: Message): Promise<void> {
  for (;;) {
    try {
      return await bus.publish(message);
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error;
    }
  }
}

/** What every MessageBus must do: messages may come repeatedly and in any order. */
export function messageBusContract(name: string, open: OpenSubject<MessageBus>): void {
  describe(`MessageBus: ${name}`, () => {
    let subject: Subject<MessageBus>;
    let bus: MessageBus;
    let taken: Delivery[];
    let dead: DeadLetter[];
    const take = async (delivery: Delivery) => void taken.push(delivery);
    const takeDead = async (letter: DeadLetter) => void dead.push(letter);
    /** Each once, in the order of their names. */
    const ids = () => [...new Set(taken.map(({ message }) => message.id))].toSorted();
    const publish = (message: Message) => publishSurely(bus, message);
    beforeEach(async () => {
      [taken, dead] = [[], []];
      subject = await open();
      bus = subject.port;
    });
    afterEach(() => subject.dispose());

    test('a message reaches its consumer as it was published', async () => {
      await bus.consume(consumer(), take);
      await publish(orderCreated);
      await eventually(() => taken.length > 0);
      expect(taken[0]).toEqual({ message: orderCreated, attempt: 1 });
    });

    test('a declared queue keeps its messages until the consumer comes', async () => {
      await bus.declare(consumer());
      await publish(orderCreated);
      await bus.consume(consumer(), take);
      await eventually(() => taken.length > 0);
      expect(ids()).toEqual(['event-1']);
    });

    test('every bound queue has its own copy, the others have none', async () => {
      const others: Delivery[] = [];
      await bus.consume(consumer({ queue: 'hooks', bindings: ['payment.*.captured', '#.created'] }), async (each) => {
        others.push(each);
      });
      await bus.consume(consumer({ bindings: ['order.*.cancelled'] }), take);
      await publish(orderCreated);
      await publish({ ...orderCreated, id: 'event-2', routingKey: 'order.order.cancelled' });
      await publish({ ...orderCreated, id: 'event-3', routingKey: 'nobody.wants.this' });
      await eventually(() => taken.length > 0 && others.length > 0);
      expect(ids()).toEqual(['event-2']);
      expect(new Set(others.map(({ message }) => message.id))).toEqual(new Set(['event-1']));
    });

    test('every message comes, whatever is published again and in whatever order', async () => {
      await bus.declare(consumer());
      const all = Array.from({ length: 20 }, (_, index) => ({ ...orderCreated, id: `event-${10 + index}` }));
      for (const message of [...all, ...all.slice(0, 5)]) await publish(message);
      await bus.consume(consumer({ concurrency: 3 }), take);
      await publish(all[0]!);
      await eventually(() => ids().length === all.length);
      expect(ids()).toEqual(all.map(({ id }) => id));
    });

    test('a handler that fails has the message again, each time after its back-off', async () => {
      const times: number[] = [];
      await bus.consume(consumer({ backoffMs: [40, 80] }), async (delivery) => {
        times.push(Date.now());
        taken.push(delivery);
        if (taken.length < 3) throw new Error('the mail server is away');
      });
      await publish(orderCreated);
      await eventually(() => taken.length >= 3);
      expect(taken.slice(0, 3).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(40);
      expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(80);
    });

    test('a message whose last attempt failed is a dead letter and comes no more', async () => {
      await bus.consume(consumer({ backoffMs: [1] }), async (delivery) => {
        if (delivery.message.id !== 'event-1') return take(delivery);
        taken.push(delivery);
        throw new Error(`no such address (attempt ${delivery.attempt})`);
      });
      await bus.consumeDeadLetters(takeDead);
      await publish(orderCreated);
      const [letter] = await eventually(() => dead.length > 0 && dead);
      const error = 'no such address (attempt 2)';
      expect(letter).toMatchObject({ message: orderCreated, queue: 'mails', error, attempts: 2 });
      expect(Date.parse(letter!.at)).toBeLessThanOrEqual(Date.now());
      await publish({ ...orderCreated, id: 'event-2' });
      await eventually(() => ids().includes('event-2'));
      expect(taken.every(({ attempt }) => attempt <= 2)).toBe(true);
    });

    test('a dead letter that cannot be kept comes again, also to the consumer after a restart', async () => {
      await bus.consume(consumer(), async () => Promise.reject(new Error('away')));
      let refused = 0;
      await bus.consumeDeadLetters(async () => {
        refused += 1;
        throw new Error('no room for it');
      });
      await publish(orderCreated);
      await eventually(() => refused >= 2);
      bus = await subject.reopen();
      await bus.consumeDeadLetters(takeDead);
      await eventually(() => dead.length > 0);
      expect(dead[0]).toMatchObject({ message: orderCreated, queue: 'mails', error: 'away' });
    });

    test('a message that died may be published again', async () => {
      let isAway = true;
      await bus.consume(consumer(), async (delivery) => {
        if (isAway) throw new Error('away');
        await take(delivery);
      });
      await bus.consumeDeadLetters(async (letter) => {
        isAway = false;
        await takeDead(letter);
      });
      await publish(orderCreated);
      await eventually(() => dead.length > 0);
      await eventually(async () => {
        await publish(orderCreated);
        return taken.length > 0;
      });
      expect(ids()).toEqual(['event-1']);
    });

    test('a message that waits for its next attempt does not hold the others up', async () => {
      await bus.consume(consumer({ backoffMs: [60_000] }), async (delivery) => {
        if (delivery.message.id === 'event-1') throw new Error('not this one');
        taken.push(delivery);
      });
      await publish(orderCreated);
      await publish({ ...orderCreated, id: 'event-2' });
      await eventually(() => taken.length > 0);
      expect(ids()).toEqual(['event-2']);
    });

    test('a consumer has as many messages in hand as its concurrency, never more', async () => {
      let inHand = 0;
      let most = 0;
      await bus.declare(consumer());
      for (let index = 0; index < 12; index++) await publish({ ...orderCreated, id: `event-${index}` });
      await bus.consume(consumer({ concurrency: 3 }), async (delivery) => {
        inHand += 1;
        most = Math.max(most, inHand);
        // Nobody goes on before all that may be in hand are, and the bus had its chance to hand out one more.
        await eventually(() => inHand >= 3 || inHand + ids().length >= 12);
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        inHand -= 1;
        taken.push(delivery);
      });
      await eventually(() => ids().length === 12);
      expect(most).toBe(3);
    });

    test('closing a consumer waits for the message in hand and takes no other', async () => {
      let finish: () => void = () => {};
      const started = new Promise<void>((resolve) => {
        void bus
          .consume(consumer(), async (delivery) => {
            resolve();
            await new Promise<void>((done) => (finish = done));
            taken.push(delivery);
          })
          .then((running) => (closing = () => running.close()));
      });
      let closing: () => Promise<void> = async () => {};
      await publish(orderCreated);
      await publish({ ...orderCreated, id: 'event-2' });
      await started;
      const closed = closing();
      finish();
      await closed;
      expect(taken).toHaveLength(1);
      await bus.consume(consumer(), take);
      await eventually(() => ids().length === 2);
      expect(ids()).toEqual(['event-1', 'event-2']);
    });

    test('messages and attempts are there after a restart', async () => {
      await bus.declare(consumer({ queue: 'hooks' }));
      let closed: Promise<void> | null = null;
      const running = await bus.consume(consumer({ backoffMs: [1] }), async (delivery) => {
        taken.push(delivery);
        closed = running.close();
        throw new Error('away');
      });
      await publish(orderCreated);
      await eventually(() => closed);
      bus = await subject.reopen();
      await bus.consume(consumer({ backoffMs: [1] }), take);
      await eventually(() => taken.some(({ attempt }) => attempt === 2));
      const hooked: Delivery[] = [];
      await bus.consume(consumer({ queue: 'hooks' }), async (delivery) => void hooked.push(delivery));
      await eventually(() => hooked.length > 0);
      expect(hooked[0]).toEqual({ message: orderCreated, attempt: 1 });
    });
  });
}
