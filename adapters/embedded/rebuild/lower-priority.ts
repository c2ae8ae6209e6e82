import { constants, platform, setPriority } from 'node:os';

/**
 * Lets the scheduler prefer everybody else to the calling thread. Only on Linux has a thread a priority of its own
 * (setpriority(2): "per-thread nice"); elsewhere the whole process would get it.
 */
export function lowerPriority(): void {
  if (platform() === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
}
