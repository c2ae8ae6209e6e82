import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { Problem } from './problem.ts';

export const problemType = 'application/problem+json; charset=utf-8';

/** Writes a JSON answer; nothing when the headers are out already. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  type: string = 'application/json; charset=utf-8',
): void {
  if (response.headersSent) return;
  const text = JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  // As a text it goes out in one write with the headers.
  response.end(text);
}

export function sendAnswer(response: ServerResponse, answer: Answer): void {
  if (response.headersSent) return;
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (answer.body !== null) return sendJson(response, answer.status, answer.body, answer.headers['Content-Type']);
  response.statusCode = answer.status;
  response.end();
}

export function sendProblem(response: ServerResponse, problem: Problem, correlationId: string): void {
  if (response.headersSent) return;
  for (const [name, value] of Object.entries(problem.options.headers ?? {})) response.setHeader(name, value);
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  sendJson(response, problem.status, problem.toBody(correlationId), problemType);
}
