import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { Position } from '../engine/log/position.ts';
import { beginning, positionIn, reaches } from '../engine/log/position.ts';
import { Answer } from './answer.ts';
import type { HttpAppOptions } from './http-app-options.ts';
import type { Idempotency } from './idempotency.ts';
import { nobody } from './kept-answers.ts';
import { operationOf, type Operation } from './operation.ts';
import { Problem } from './problem.ts';
import { countUse } from './rate-limit.ts';
import type { ShellRequest } from './request.ts';

/** What surrounds a handler: for commands the idempotency key and rate limits, for queries how fresh the views are. */
export class Exchange implements NestInterceptor {
  readonly #options: HttpAppOptions;
  readonly #idempotency: Idempotency;

  constructor(options: HttpAppOptions, idempotency: Idempotency) {
    this.#options = options;
    this.#idempotency = idempotency;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<ShellRequest>();
    const response = http.getResponse<Response>();
    const operation = operationOf(context.getClass(), context.getHandler() as never);
    if (request.method === 'GET' || request.method === 'HEAD')
      return from(this.#query(request, response, operation, next));
    if (request.commandId === undefined && operation.rateLimit === undefined) return next.handle();
    return from(this.#command(request, response, operation, next));
  }

  async #command(request: ShellRequest, response: Response, operation: Operation, next: CallHandler): Promise<unknown> {
    const work = async () => {
      await this.#count(request, response, operation);
      return lastValueFrom(next.handle()) as Promise<Answer>;
    };
    const { commandId, requestHash } = request;
    if (commandId === undefined || requestHash === undefined) return work();
    return this.#idempotency.run(
      {
        owner: request.caller?.userId ?? nobody,
        commandId,
        hash: requestHash,
        correlationId: request.correlationId,
      },
      work,
    );
  }

  async #count(request: ShellRequest, response: Response, { rateLimit: name }: Operation): Promise<void> {
    const limit = name === undefined ? undefined : this.#options.limits?.[name];
    if (name === undefined || limit === undefined) return;
    await countUse(this.#options.cache, name, request.caller?.userId ?? request.ip ?? 'unknown', limit, response);
  }

  async #query(request: ShellRequest, response: Response, operation: Operation, next: CallHandler): Promise<unknown> {
    response.setHeader('Cache-Control', 'no-store');
    const wanted = readAfter(request);
    const position = await this.#reached(operation.views, wanted);
    if (position !== undefined) response.setHeader('View-Position', position);
    const body: unknown = await lastValueFrom(next.handle());
    const revision = (body as { revision?: unknown } | null | undefined)?.revision;
    if (typeof revision === 'number') response.setHeader('ETag', `"${revision}"`);
    return body;
  }

  /** Waits for the position asked for and tells how far the views are, read before the handler reads them. */
  async #reached(views: readonly string[], wanted: Position | undefined): Promise<Position | undefined> {
    const { viewGate, head, viewWaitMs = 2_000 } = this.#options;
    if (views.length === 0) {
      // Such an answer is as new as the log, so there is nothing to wait for.
      if (head === undefined) return undefined;
      const reached = (await head()) ?? beginning;
      if (wanted !== undefined && !reaches(reached, wanted)) throw viewBehind(reached);
      return reached;
    }
    if (viewGate === undefined) return undefined;
    if (wanted !== undefined && !(await viewGate.waitFor(views, wanted, viewWaitMs))) {
      throw viewBehind((await viewGate.position(views)) ?? beginning);
    }
    return (await viewGate.position(views)) ?? beginning;
  }
}

const viewBehind = (reached: Position) =>
  new Problem('view-behind', 'The view has not caught up with that position yet.', {
    headers: { 'Retry-After': '1', 'View-Position': reached },
  });

/** The position in `Read-After`; undefined without the header, 400 when it is none. */
function readAfter(request: Pick<ShellRequest, 'headers'>): Position | undefined {
  const header = request.headers['read-after'];
  if (header === undefined) return undefined;
  const position = typeof header === 'string' ? positionIn(header) : null;
  if (position === null) {
    throw Problem.invalid({ pointer: '', message: 'Read-After must be a position that a command answered.' });
  }
  return position;
}
