import type { Express, Response } from 'express';
import type { Log } from './log.ts';
import { isUuid } from './path-id.ts';
import { Problem } from './problem.ts';
import { answerError } from './problem-filter.ts';
import type { ShellRequest } from './request.ts';

type Layer = {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): { readonly params: Readonly<Record<string, unknown>> } | null | undefined;
};

/** The methods that some route takes on a path, as `Allow` names them; none when nothing stands there. */
function allowedMethods(express: Express, path: string): readonly string[] {
  const allowed = new Set<string>();
  for (const layer of express.router.stack as unknown as Layer[]) {
    if (layer.route === undefined) continue;
    const match = layer.match(path);
    if (!match || !hasIds(match.params)) continue;
    for (const method of Object.keys(layer.route.methods)) allowed.add(method.toUpperCase());
  }
  if (allowed.has('GET')) allowed.add('HEAD');
  if (allowed.size > 0) allowed.add('OPTIONS');
  return [...allowed].toSorted();
}

/** A name that stands where an id would is no such thing: `/things/import` is not `/things/:id`. */
function hasIds(params: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(params).every(([name, value]) => !/id$/i.test(name) || isUuid(value));
}

/** The end of the line: 405 with `Allow` on a known path, an empty answer to OPTIONS, else 404. */
export function notFound(express: Express, log: Log) {
  return (request: ShellRequest, response: Response): void => {
    let allowed: readonly string[] = [];
    try {
      allowed = allowedMethods(express, request.path);
    } catch (error) {
      return answerError(error, request, response, log);
    }
    if (allowed.length === 0) return answerError(Problem.notFound('Nothing is at this path.'), request, response, log);
    const allow = allowed.join(', ');
    if (request.method === 'OPTIONS') {
      response.setHeader('Allow', allow);
      response.statusCode = 204;
      response.end();
      return;
    }
    const problem = new Problem('method-not-allowed', `This path takes ${allow}.`, { headers: { Allow: allow } });
    answerError(problem, request, response, log);
  };
}
