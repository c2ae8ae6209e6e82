import type { NextFunction, Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { Log } from './log.ts';
import { loggedPath } from './logged-path.ts';
import { isUuid } from './path-id.ts';
import type { ShellRequest } from './request.ts';

/**
 * First of all: gives the request its correlation id (the caller's UUID or a new one), takes away the conditional
 * headers that the API ignores, and writes the access log when the answer is out.
 */
export function correlation(log: Log) {
  return (incoming: unknown, response: Response, next: NextFunction): void => {
    const request = incoming as ShellRequest;
    const given = request.headers['x-correlation-id'];
    request.correlationId = isUuid(given) ? given : randomUUID();
    request.startedAt = Date.now();
    response.setHeader('X-Correlation-Id', request.correlationId);
    if (request.url.startsWith('/api/')) {
      delete request.headers['if-none-match'];
      delete request.headers['if-modified-since'];
    }
    response.once('close', () => {
      log.info('request', {
        correlationId: request.correlationId,
        method: request.method,
        path: loggedPath(request.originalUrl),
        status: response.statusCode,
        milliseconds: Date.now() - request.startedAt,
        ...(request.caller === undefined ? {} : { userId: request.caller.userId }),
        ...(response.writableFinished ? {} : { aborted: true }),
      });
    });
    next();
  };
}
