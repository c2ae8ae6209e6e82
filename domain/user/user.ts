import type { Decider } from '../decider.ts';
import type { UserCommand } from './commands.ts';
import { decide } from './decide.ts';
import type { UserEvent } from './events.ts';
import { evolve } from './state.ts';
import type { User } from './state.ts';

export type { User, UserAddress } from './state.ts';

/** Streams `user-<userId>`. */
export const userDecider: Decider<User | null, UserCommand, UserEvent> = {
  name: 'user',
  stateVersion: 1,
  initial: null,
  decide,
  evolve,
};
