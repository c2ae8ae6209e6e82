import { beforeEach, expect, test } from '@jest/globals';
import { positionOf } from '../../engine/log/position.ts';
import type { DeadLetter, Delivery, Message } from '../../engine/reactions/message-bus.ts';
import { publishSurely } from '../contracts/message-bus.ts';
import { eventually } from '../contracts/subject.ts';
import { RoughMessageBus } from './message-bus.ts';

const mails = { queue: 'mails', bindings: ['#'], concurrency: 1, backoffMs: [] };
const message = (id: string): Message => ({ id, position: positionOf(1), routingKey: 'order.order.created', body: {} });
const five = ['a', 'b', 'c', 'd', 'e'];

let taken: string[];
beforeEach(() => void (taken = []));
const take = async (delivery: Delivery) => void taken.push(delivery.message.id);

test('a message whose acknowledgement was lost comes again, and they come in no order', async () => {
  const bus = new RoughMessageBus({ acksLost: 0.5 });
  await bus.declare(mails);
  for (const id of five) await bus.publish(message(id));
  await bus.consume(mails, take);
  await eventually(() => new Set(taken).size === 5 && bus.went.acksLost > 0 && taken.length === 5 + bus.went.acksLost);
  expect([...new Set(taken)]).not.toEqual(five);
});

test('a confirm is lost after the message was taken, or because it never came', async () => {
  const bus = new RoughMessageBus({ confirmsLost: 0.5, publicationsLost: 0.3 });
  await bus.consume(mails, take);
  for (const id of five) await publishSurely(bus, message(id));
  await eventually(() => new Set(taken).size === 5);
  const { confirmsLost, publicationsLost } = bus.went;
  expect([confirmsLost > 0, publicationsLost > 0]).toEqual([true, true]);
  await eventually(() => taken.length === 5 + confirmsLost);
});

test('what a consumer had in hand when its connection broke comes again, until the delivery limit', async () => {
  const bus = new RoughMessageBus();
  const dead: DeadLetter[] = [];
  await bus.consumeDeadLetters(async (letter) => void dead.push(letter));
  await bus.declare(mails);
  await bus.publish(message('a'));
  for (let time = 1; time <= bus.deliveryLimit + 1; time += 1) {
    expect(dead).toEqual([]);
    await bus.consume(mails, async (delivery) => {
      await take(delivery);
      await new Promise(() => undefined);
    });
    await eventually(() => taken.length === time);
    bus.breakOff('mails');
  }
  await eventually(() => dead.length === 1);
  expect(dead[0]).toMatchObject({ message: message('a'), error: 'delivery_limit', attempts: 1 });
});
