import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { secretId } from '../engine/log/ids.ts';
import type { Authentication } from './authentication.ts';
import { readBody } from './body.ts';
import type { Caller } from './caller.ts';
import { expectedRevision } from './command-context.ts';
import { operationOf, type Operation } from './operation.ts';
import { Problem } from './problem.ts';
import type { ShellRequest } from './request.ts';
import { requestHash } from './request-hash.ts';
import { checked } from './rules.ts';

const keyForm = /^[!-~]{1,255}$/;

/**
 * The way in, one check after the other as the contract names them: who (401), whether they may (403), then the body
 * (415, 413, 400), then the forms of `If-Match` and the idempotency key (400). The body is not even read for callers who
 * may not.
 */
export class Gate implements CanActivate {
  readonly #authentication: Authentication;
  readonly #pepper: Uint8Array;

  constructor(authentication: Authentication, pepper: Uint8Array) {
    this.#authentication = authentication;
    this.#pepper = pepper;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ShellRequest>();
    const operation = operationOf(context.getClass(), context.getHandler() as never);
    const caller = await this.#admit(request, operation);
    if (caller !== undefined) request.caller = caller;
    // No name or id has NUL in it, and no store takes it.
    if (Object.values(request.params).some((part) => part.includes('\0'))) throw Problem.notFound();
    if (request.method === 'GET' || request.method === 'HEAD') return true;
    const raw = await readBody(request);
    request.body = checkedBody(operation, raw);
    expectedRevision(request);
    this.#identify(request, operation, raw);
    return true;
  }

  async #admit(request: ShellRequest, { access, ignoresToken }: Operation): Promise<Caller | undefined> {
    if (ignoresToken) return undefined;
    const caller = await this.#authentication.callerOf(request.headers.authorization);
    if (access?.who === 'anyone') return caller;
    if (caller === undefined) throw new Problem('unauthenticated', 'Send Authorization: Bearer <access token>.');
    if (access?.who === 'roles' && !access.roles.some((role) => caller.roles.includes(role))) throw Problem.forbidden();
    return caller;
  }

  #identify(request: ShellRequest, operation: Operation, raw: object): void {
    const key = request.headers['idempotency-key'];
    if (key === undefined || !operation.idempotent) return;
    if (typeof key !== 'string' || !keyForm.test(key)) {
      throw Problem.invalid({ pointer: '', message: 'Idempotency-Key must be 1 to 255 characters from ! to ~.' });
    }
    const owner = request.caller?.userId ?? emailOf(operation, request.body as object);
    if (owner === undefined) return;
    request.commandId = secretId(this.#pepper, owner, key);
    request.requestHash = requestHash(this.#pepper, request.method, request.originalUrl, raw);
  }
}

function checkedBody(operation: Operation, raw: object): object {
  if (operation.body === undefined) return raw;
  const { value, errors } = checked(operation.body ?? Nothing, raw);
  if (errors.length > 0) throw Problem.invalid(...errors);
  return value;
}

/** The body of an operation that takes none. */
class Nothing {}

function emailOf({ keyBelongsToEmail: member }: Operation, body: object): string | undefined {
  const email = member === undefined ? undefined : (body as Record<string, unknown>)[member];
  return typeof email === 'string' ? `email:${email.toLowerCase()}` : undefined;
}
