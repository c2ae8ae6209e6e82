import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConsumerOptions, Delivery, Message, MessageBus } from '../../engine/reactions/message-bus.ts';
import { eventually } from './subject.ts';
import type { OpenSubject, Subject } from './subject.ts';

const orderCreated: Message = {
  id: 'event-1',
  routingKey: 'order.order.created',
  body: { orderId: 'o-1', lines: [1] },
};

function consumer(changes: Partial<ConsumerOptions> = {}): ConsumerOptions {
  return { queue: 'mails', bindings: ['order.#'], concurrency: 1, backoffMs: [], ...changes };
}

/** What every MessageBus must do. */
export function messageBusContract(name: string, open: OpenSubject<MessageBus>): void {
  describe(`MessageBus: ${name}`, () => {
    let subject: Subject<MessageBus>;
    let bus: MessageBus;
    let taken: Delivery[];
    const take = async (delivery: Delivery) => void taken.push(delivery);
    const ids = () => taken.map(({ message }) => message.id);
    beforeEach(async () => {
      taken = [];
      subject = await open();
      bus = subject.port;
    });
    afterEach(() => subject.dispose());

    test('a message reaches its consumer as it was published', async () => {
      await bus.consume(consumer(), take);
      await bus.publish(orderCreated);
      await eventually(() => taken.length > 0);
      expect(taken).toEqual([{ message: orderCreated, attempt: 1 }]);
    });

    test('a declared queue keeps its messages until the consumer comes', async () => {
      await bus.declare(consumer());
      await bus.publish(orderCreated);
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
      await bus.publish(orderCreated);
      await bus.publish({ ...orderCreated, id: 'event-2', routingKey: 'order.order.cancelled' });
      await bus.publish({ ...orderCreated, id: 'event-3', routingKey: 'nobody.wants.this' });
      await eventually(() => taken.length > 0 && others.length > 0);
      expect(ids()).toEqual(['event-2']);
      expect(others.map(({ message }) => message.id)).toEqual(['event-1']);
    });

    test('publishing the same message again is harmless, waiting or consumed', async () => {
      await bus.declare(consumer());
      await bus.publish(orderCreated);
      await bus.publish(orderCreated);
      await bus.consume(consumer(), take);
      await eventually(() => taken.length > 0);
      await bus.publish(orderCreated);
      await bus.publish({ ...orderCreated, id: 'event-2' });
      await eventually(() => ids().includes('event-2'));
      expect(ids()).toEqual(['event-1', 'event-2']);
    });

    test('a handler that fails has the message again, each time after its back-off', async () => {
      const times: number[] = [];
      await bus.consume(consumer({ backoffMs: [40, 80] }), async (delivery) => {
        times.push(Date.now());
        taken.push(delivery);
        if (delivery.attempt < 3) throw new Error('the mail server is away');
      });
      await bus.publish(orderCreated);
      await eventually(() => taken.length === 3);
      expect(taken.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(40);
      expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(80);
      expect(await bus.deadLetters('mails')).toEqual([]);
    });

    test('a message whose last attempt failed is a dead letter and comes no more', async () => {
      await bus.consume(consumer({ backoffMs: [1] }), async (delivery) => {
        taken.push(delivery);
        throw new Error(`no such address (attempt ${delivery.attempt})`);
      });
      await bus.publish(orderCreated);
      const [dead] = await eventually(async () => {
        const letters = await bus.deadLetters('mails');
        return letters.length > 0 && letters;
      });
      expect(dead).toMatchObject({
        message: orderCreated,
        queue: 'mails',
        error: 'no such address (attempt 2)',
        attempts: 2,
      });
      expect(Date.parse(dead!.at)).toBeLessThanOrEqual(Date.now());
      expect(taken).toHaveLength(2);
      expect(await bus.deadLetters('hooks')).toEqual([]);
    });

    test('a message that waits for its next attempt does not hold the others up', async () => {
      await bus.consume(consumer({ backoffMs: [60_000] }), async (delivery) => {
        if (delivery.message.id === 'event-1') throw new Error('not this one');
        taken.push(delivery);
      });
      await bus.publish(orderCreated);
      await bus.publish({ ...orderCreated, id: 'event-2' });
      await eventually(() => taken.length > 0);
      expect(ids()).toEqual(['event-2']);
    });

    test('a consumer has as many messages in hand as its concurrency, never more', async () => {
      let inHand = 0;
      let most = 0;
      await bus.declare(consumer());
      for (let index = 0; index < 12; index++) await bus.publish({ ...orderCreated, id: `event-${index}` });
      await bus.consume(consumer({ concurrency: 3 }), async (delivery) => {
        inHand += 1;
        most = Math.max(most, inHand);
        // Nobody goes on before all that may be in hand are, and the bus had its chance to hand out one more.
        await eventually(() => inHand >= 3 || inHand + taken.length === 12);
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        inHand -= 1;
        taken.push(delivery);
      });
      await eventually(() => taken.length === 12);
      expect(most).toBe(3);
      expect(new Set(ids()).size).toBe(12);
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
      await bus.publish(orderCreated);
      await bus.publish({ ...orderCreated, id: 'event-2' });
      await started;
      const closed = closing();
      finish();
      await closed;
      expect(ids()).toEqual(['event-1']);
      await bus.consume(consumer(), take);
      await eventually(() => taken.length === 2);
      expect(ids()).toEqual(['event-1', 'event-2']);
    });

    const ofAda: Message = { ...orderCreated, id: 'event-2', subject: 'ada' };

    test('what tells of somebody who is purged is gone, waiting or dead; the rest stays', async () => {
      const dying = await bus.consume(consumer({ queue: 'hooks' }), async () => Promise.reject(new Error('away')));
      await bus.publish(ofAda);
      await eventually(async () => (await bus.deadLetters('hooks')).length === 1);
      await dying.close();
      await bus.declare(consumer());
      await bus.publish({ ...ofAda, id: 'event-3' });
      await bus.publish({ ...ofAda, id: 'event-4', subject: 'bob' });
      await bus.purge('ada');
      await bus.purge('ada');
      expect(await bus.deadLetters('hooks')).toEqual([]);
      await bus.consume(consumer(), take);
      await bus.publish(orderCreated);
      await eventually(() => ids().includes('event-1'));
      expect(ids()).toEqual(['event-4', 'event-1']);
    });

    test('nothing more is taken that tells of somebody who was purged', async () => {
      await bus.consume(consumer(), take);
      await bus.purge('ada');
      await expect(bus.publish(ofAda)).rejects.toMatchObject({ name: 'SubjectPurged' });
      await bus.publish(orderCreated);
      await eventually(() => taken.length > 0);
      expect(ids()).toEqual(['event-1']);
    });

    test('who is purged is in nobody’s hands any more', async () => {
      let finish: () => void = () => {};
      const started = new Promise<void>((resolve) => {
        void bus.consume(consumer(), async (delivery) => {
          resolve();
          await new Promise<void>((done) => (finish = done));
          taken.push(delivery);
        });
      });
      await bus.publish(ofAda);
      await started;
      const purged = bus.purge('ada').then(() => ids());
      setImmediate(finish);
      expect(await purged).toEqual(['event-2']);
    });

    test('messages, attempts and dead letters are there after a restart', async () => {
      await bus.declare(consumer({ queue: 'hooks' }));
      let closed: Promise<void> | null = null;
      const running = await bus.consume(consumer({ backoffMs: [1] }), async (delivery) => {
        taken.push(delivery);
        closed = running.close();
        throw new Error('away');
      });
      await bus.publish(orderCreated);
      await eventually(() => closed);
      bus = await subject.reopen();
      await bus.consume(consumer({ backoffMs: [1] }), async (delivery) => {
        taken.push(delivery);
        throw new Error('still away');
      });
      await eventually(async () => (await bus.deadLetters('mails')).length === 1);
      expect(taken.map(({ attempt }) => attempt)).toEqual([1, 2]);
      await bus.consume(consumer({ queue: 'hooks' }), take);
      await eventually(() => taken.length === 3);
      bus = await subject.reopen();
      expect(await bus.deadLetters('mails')).toHaveLength(1);
    });
  });
}
