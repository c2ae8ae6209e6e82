import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { malformedCursor } from './list-parameters.ts';
import type { Log } from './log.ts';
import { loggedPath } from './logged-path.ts';
import { Problem, shellProblems, type ShellProblemCode } from './problem.ts';
import type { ShellRequest } from './request.ts';
import { sendProblem } from './send.ts';

/**
 * What any error means to a caller. Engine errors are told by name: the classes of a store that could not be reached
 * are 503, everything unknown is 500 and says nothing of itself.
 */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return ofStatus(error.getStatus());
  const { name, status } = (error ?? {}) as { name?: unknown; status?: unknown };
  if (name === 'OutcomeUnknown') return Problem.unavailable('The outcome is not known yet; repeat the request.');
  // A person's key that is not there is a vault to be restored, as a store is that does not answer.
  if (name === 'StoreUnavailable' || name === 'KeyMissing') return Problem.unavailable();
  if (name === 'MalformedCursor') return malformedCursor();
  if (name === 'URIError' || status === 400) return Problem.notFound('The path is malformed.');
  return new Problem('internal', 'Something went wrong; the correlation id helps to find out what.');
}

function ofStatus(status: number): Problem {
  const code = (Object.keys(shellProblems) as ShellProblemCode[]).find((name) => shellProblems[name].status === status);
  return new Problem(code ?? 'internal');
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerError(error, http.getRequest<ShellRequest>(), http.getResponse<Response>(), this.#log);
  }
}

/** Answers an error; logs it with its stack when it is ours. */
export function answerError(error: unknown, request: ShellRequest, response: Response, log: Log): void {
  const problem = problemOf(error);
  if (problem.status >= 500) {
    const context = { correlationId: request.correlationId, method: request.method, path: loggedPath(request.path) };
    const cause = error instanceof Problem ? {} : { error: stackOf(error) };
    if (problem.code === 'internal') log.error('A request failed', { ...context, ...cause });
    else log.warn('A request was put off', { ...context, code: problem.code, ...cause });
  }
  sendProblem(response, problem, request.correlationId);
}

function stackOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'stack' in error ? String(error.stack) : String(error);
}
