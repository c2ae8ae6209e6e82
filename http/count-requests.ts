import type { NextFunction, Request, Response } from 'express';
import type { RequestsInFlight } from '../engine/tools/requests-in-flight.ts';

/** Counts every request of the API but those of operators, who look at work that waits for the others. */
export function countRequests(inFlight: RequestsInFlight, apiPath: string) {
  return ({ url }: Request, response: Response, next: NextFunction): void => {
    if (url.startsWith(`${apiPath}/`) && !url.startsWith(`${apiPath}/admin/`)) {
      inFlight.begin();
      response.once('close', () => inFlight.end());
    }
    next();
  };
}
