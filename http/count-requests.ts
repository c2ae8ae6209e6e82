import type { NextFunction, Request, Response } from 'express';
import type { RequestsInFlight } from '../engine/tools/requests-in-flight.ts';

/** Counts the requests of the API that somebody waits for, by their path below the API's. */
export function countRequests(inFlight: RequestsInFlight, apiPath: string, isWaitedFor: (path: string) => boolean) {
  return ({ url }: Request, response: Response, next: NextFunction): void => {
    if (url.startsWith(`${apiPath}/`) && isWaitedFor(url.slice(apiPath.length))) {
      inFlight.begin();
      response.once('close', () => inFlight.end());
    }
    next();
  };
}
