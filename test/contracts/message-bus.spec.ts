import { embeddedSubject } from './embedded-subject.ts';
import { messageBusContract } from './message-bus.ts';

messageBusContract(
  'embedded',
  embeddedSubject((embedded) => embedded.messageBus),
);
