import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { CommandContext } from '../engine/commands/executor.ts';
import { actorOf, type RoleName } from './caller.ts';
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

/** The engine's context for the command in a request. `anonymous`: the actor when nobody is signed in. */
export function commandContextOf(request: ShellRequest, ...preferred: readonly RoleName[]): CommandContext {
  const commandId = request.commandId ?? randomUUID();
  const expected = expectedRevision(request);
  return {
    commandId,
    actor: request.caller ? actorOf(request.caller, ...preferred) : { id: 'anonymous', role: 'anonymous' },
    correlationId: request.correlationId,
    causationId: commandId,
    time: new Date(request.startedAt).toISOString(),
    ...(request.requestHash === undefined ? {} : { requestHash: request.requestHash }),
    ...(expected === undefined ? {} : { expectedRevision: expected }),
  };
}

/**
 * The engine's `CommandContext` of this request: command id (from the idempotency key), actor, correlation, time,
 * request hash and `If-Match`. Roles name which role the caller acts in first: `@Context('customer')`.
 */
export const Context = (...preferred: readonly RoleName[]) =>
  createParamDecorator((_: unknown, context: ExecutionContext): CommandContext => {
    return commandContextOf(context.switchToHttp().getRequest<ShellRequest>(), ...preferred);
  })();
