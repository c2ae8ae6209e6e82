import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express, NextFunction, Response } from 'express';
import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import { Answer } from './answer.ts';
import { sendAnswer, sendJson } from './send.ts';
import type { HttpAppOptions } from './http-app-options.ts';
import { notFound } from './not-found.ts';
import { answerError } from './problem-filter.ts';
import type { ShellRequest } from './request.ts';

type Constructor = new (...given: never[]) => object;

/**
 * A constructor of Node's whose objects are born with Express's prototype. Express sets that prototype on every
 * request anyway; doing it at birth keeps V8's shapes stable and is worth a factor of three.
 */
function bornWith<T extends Constructor>(nodes: T, prototype: object): T {
  function Born(this: object, ...given: unknown[]) {
    (nodes as unknown as (...all: unknown[]) => void).apply(this, given);
  }
  Born.prototype = prototype;
  return Born as unknown as T;
}

/** Nest on Express 5, with our own HTTP server and answers written without Express's negotiation. */
export class ShellAdapter extends ExpressAdapter {
  readonly #express: Express;
  readonly #options: HttpAppOptions;

  constructor(express: Express, options: HttpAppOptions) {
    super(express);
    this.#express = express;
    this.#options = options;
  }

  override initHttpServer(): void {
    const { request, response } = this.#express as unknown as { request: object; response: object };
    const limits = this.#options.server ?? {};
    const server: Server = createServer(
      {
        IncomingMessage: bornWith(IncomingMessage, request),
        ServerResponse: bornWith(ServerResponse, response) as typeof ServerResponse,
        requestTimeout: limits.requestTimeoutMs ?? 30_000,
        headersTimeout: limits.headersTimeoutMs ?? 15_000,
        keepAliveTimeout: limits.keepAliveTimeoutMs ?? 20_000,
        connectionsCheckingInterval: 5_000,
      },
      this.#express,
    );
    this.httpServer = server as never;
  }

  override reply(response: Response, body: unknown, status?: number): unknown {
    if (body instanceof Answer) return sendAnswer(response, body);
    if (typeof body === 'object' && body !== null && body.constructor === Object) {
      return sendJson(response, status ?? response.statusCode, body);
    }
    return super.reply(response, body, status as number);
  }

  override setNotFoundHandler(): unknown {
    return this.use(notFound(this.#express, this.#options.log));
  }

  override setErrorHandler(): unknown {
    const { log } = this.#options;
    return this.use((error: unknown, request: ShellRequest, response: Response, _next: NextFunction) => {
      answerError(error, request, response, log);
    });
  }
}
