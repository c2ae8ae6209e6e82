import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { openEmbedded } from '../../adapters/embedded/embedded.ts';
import { positionOf } from '../../engine/log/position.ts';
import type { Delivery } from '../../engine/reactions/message-bus.ts';
import { runProgram } from './child-program.ts';
import { eventually } from './subject.ts';
import { noQueues, RoughMessageBus } from '../rough/message-bus.ts';
import { embeddedSubject, memorySubject, testMasterKey } from './embedded-subject.ts';
import { messageBusContract } from './message-bus.ts';

messageBusContract(
  'embedded',
  embeddedSubject((embedded) => embedded.messageBus),
);
messageBusContract(
  'rough',
  memorySubject(noQueues, (kept) => {
    return new RoughMessageBus({ acksLost: 0.3, confirmsLost: 0.3, publicationsLost: 0.3 }, kept);
  }),
);

test('a message whose consumer was killed comes again, and the attempt is not counted', async () => {
  const dir = temporaryFolder();
  const queue = { queue: 'mails', bindings: ['#'], concurrency: 1, backoffMs: [] };
  const message = { id: 'event-1', position: positionOf(1), routingKey: 'order.order.created', body: {} };
  const child = runProgram(
    `const { messageBus } = await open();
    await messageBus.consume(${JSON.stringify(queue)}, () => { say('in hand'); return new Promise(() => {}); });
    await messageBus.publish(${JSON.stringify(message)});
    setInterval(() => {}, 1000);`,
    dir,
  );
  await child.line(/in hand/);
  child.process.kill('SIGKILL');
  await child.ended;
  const { messageBus, close } = await openEmbedded({ dir, masterKey: testMasterKey });
  const taken: Delivery[] = [];
  await messageBus.consume(queue, async (delivery) => void taken.push(delivery));
  await eventually(() => taken.length > 0);
  expect(taken).toEqual([{ message, attempt: 1 }]);
  await close();
});
