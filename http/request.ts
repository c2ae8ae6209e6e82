import type { Request } from 'express';
import type { Caller } from './caller.ts';

/** What the shell keeps with a request. */
export type ShellRequest = Request & {
  correlationId: string;
  startedAt: number;
  caller?: Caller;
  commandId?: string;
  requestHash?: string;
};
