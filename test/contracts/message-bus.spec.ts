import { noQueues, RoughMessageBus } from '../rough/message-bus.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';
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
