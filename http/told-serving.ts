import type { NextFunction, Request, Response } from 'express';

/** Is told when a request comes in, and when it has been answered or given up. */
export type Serving = { begin(): void; end(): void };

/** Tells of every request of the API but those of operators, who look at work that waits for the others. */
export function toldServing(serving: Serving, apiPath: string) {
  return ({ url }: Request, response: Response, next: NextFunction): void => {
    if (url.startsWith(`${apiPath}/`) && !url.startsWith(`${apiPath}/admin/`)) {
      serving.begin();
      response.once('close', () => serving.end());
    }
    next();
  };
}
