import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from './problem.ts';

/** Answers what is no HTTP, has headers that are too large or comes too slowly: the request never reaches Express. */
export function answerConnectionErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    const correlationId = randomUUID();
    const body = JSON.stringify(problemOf(error.code).toBody(correlationId));
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : statusLine(error.code);
    socket.end(
      [
        `HTTP/1.1 ${status}`,
        'Content-Type: application/problem+json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Correlation-Id: ${correlationId}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  });
}

/** True while an answer to an earlier request of the connection is on its way: nothing may be written between. */
const isAnswering = (socket: Socket) =>
  (socket as { _httpMessage?: { headersSent: boolean } | null })._httpMessage?.headersSent === true;

const statusLine = (code: string | undefined) =>
  code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem('validation-failed', 'The headers or the address are too large.', { status: 431 });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem('validation-failed', 'The request did not arrive in time.', { status: 408 });
  }
  return new Problem('validation-failed', 'This is not a valid HTTP request.');
}
