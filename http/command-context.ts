import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { CommandContext } from '../engine/commands/executor.ts';
import type { Actor } from '../engine/log/event.ts';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';
import type { ShellRequest } from './request.ts';

const form = /^"(-1|0|[1-9][0-9]{0,14})"$/;

/** The revision in `If-Match: "<revision>"`; undefined without the header, 400 for any other form. */
export function expectedRevision(request: Pick<ShellRequest, 'headers'>): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  const match = form.exec(header);
  if (match === null) throw Problem.invalid({ pointer: '', message: 'If-Match must be "<revision>".' });
  return Number(match[1]);
}

/** As whom a caller acts. */
type ActorOf = (caller: Caller) => Actor;

function commandContextOf(request: ShellRequest, actorOf: ActorOf): CommandContext {
  const commandId = request.commandId ?? randomUUID();
  const expected = expectedRevision(request);
  return {
    commandId,
    actor: request.caller ? actorOf(request.caller) : { id: 'anonymous', role: 'anonymous' },
    correlationId: request.correlationId,
    causationId: commandId,
    time: new Date(request.startedAt).toISOString(),
    ...(request.requestHash === undefined ? {} : { requestHash: request.requestHash }),
    ...(expected === undefined ? {} : { expectedRevision: expected }),
  };
}

/**
 * A decorator of the engine's `CommandContext` of a request: command id (from the idempotency key), actor (`anonymous`
 * when nobody is signed in), correlation, time, request hash and `If-Match`.
 */
export const contextWith = (actorOf: ActorOf) =>
  createParamDecorator((_: unknown, context: ExecutionContext): CommandContext => {
    return commandContextOf(context.switchToHttp().getRequest<ShellRequest>(), actorOf);
  })();
