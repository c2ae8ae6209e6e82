import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import createExpress, { type Express, type Response } from 'express';
import helmet from 'helmet';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Authentication } from './authentication.ts';
import { answerConnectionErrors } from './connection-errors.ts';
import { correlation } from './correlation.ts';
import { countRequests } from './count-requests.ts';
import { withShellProblems } from './docs/problems.ts';
import { serveDocs } from './docs/serve-docs.ts';
import { Exchange } from './exchange.ts';
import { ShellAdapter } from './express-adapter.ts';
import { Gate } from './gate.ts';
import { serveHealth } from './health.ts';
import type { HttpAppOptions, RootModule } from './http-app-options.ts';
import { Idempotency } from './idempotency.ts';
import { checkOperations, operationsOf, type RoutedOperation } from './operations.ts';
import { ProblemFilter } from './problem-filter.ts';
import { Revocations } from './revocations.ts';

/** Where the API's operations stand. */
const basePath = '/api/v1';

/** A running shell around an API's module. */
export type HttpApp = {
  readonly app: INestApplication;
  readonly express: Express;
  readonly server: Server;
  readonly operations: readonly RoutedOperation[];
  /** Answers the port it listens on; 0 takes a free one. */
  listen(port: number, host?: string): Promise<number>;
  /** Takes no new requests, lets those in flight end (bounded), then closes the module. */
  close(): Promise<void>;
};

const exposedHeaders = [
  'ETag',
  'Idempotent-Replayed',
  'Location',
  'Position',
  'Preference-Applied',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'View-Position',
  'X-Correlation-Id',
];

/** Builds the shell around a module: everything that both APIs do alike, in one place. Throws on wiring errors. */
export async function createHttpApp(module: RootModule | object, options: HttpAppOptions): Promise<HttpApp> {
  const express = createExpress();
  express.disable('x-powered-by').set('etag', false).set('case sensitive routing', true);
  express.set('trust proxy', options.trustProxy ?? false);
  let closing = false;

  const adapter = new ShellAdapter(express, options);
  express.use(correlation(options.log) as never);
  express.use((_request, response: Response, next) => {
    if (closing) response.setHeader('Connection', 'close');
    response.once('close', () => {
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
    next();
  });
  const { requestsInFlight, isWaitedFor = () => true } = options;
  if (requestsInFlight !== undefined) express.use(countRequests(requestsInFlight, basePath, isWaitedFor));
  express.use(helmet({ contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } } }));
  const origins = options.corsOrigins ?? [];
  if (origins.length > 0) {
    adapter.enableCors({ origin: origins.includes('*') ? true : [...origins], exposedHeaders, maxAge: 600 } as never);
  }
  serveHealth(express, options.readiness ?? [], () => closing, options.healthNotes);
  const { metrics } = options;
  if (metrics !== undefined) {
    express.get('/metrics', async (_request, response) => {
      response.type('text/plain; version=0.0.4').send(await metrics());
    });
  }
  let operations: readonly RoutedOperation[] = [];
  const { service: title, version = '0', description, problems = {} } = options;
  serveDocs(
    express,
    { title, version, ...(description === undefined ? {} : { description }), problems },
    () => operations,
  );
  options.pages?.(express);

  const app = await NestFactory.create(module as never, adapter as never, {
    abortOnError: false,
    bodyParser: false,
    logger: false,
  });
  app.setGlobalPrefix(basePath);
  const revocations = new Revocations(options.registry);
  const authentication = new Authentication(options.accessTokens, revocations);
  const idempotency = new Idempotency(options.registry, options.sealing, options.log, options.keyWaitMs ?? 5_000);
  app.useGlobalGuards(new Gate(authentication, options.pepper));
  app.useGlobalInterceptors(new Exchange(options, idempotency));
  app.useGlobalFilters(new ProblemFilter(options.log));
  await app.init();
  operations = operationsOf(app, basePath);
  checkOperations(operations, withShellProblems(problems));
  const server = app.getHttpServer() as Server;
  answerConnectionErrors(server);

  return {
    app,
    express,
    server,
    operations,
    async listen(port, host = '0.0.0.0') {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => resolve());
      });
      return (server.address() as AddressInfo).port;
    },
    async close() {
      closing = true;
      await closeServer(server, options.closeTimeoutMs ?? 10_000);
      await app.close();
    },
  };
}

function closeServer(server: Server, timeoutMs: number): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
