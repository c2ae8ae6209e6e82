import type { RoutedOperation } from '../operations.ts';

const text = { type: 'string' };

/** Headers of requests, described once. */
export const headerParameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'The same key with the same request has one effect and one answer, for at least 24 hours.',
    schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
    example: 'f2b1c9',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The quoted revision the caller saw; 412 if the resource has moved on.',
    schema: { type: 'string', pattern: '^"-?[0-9]+"$' },
    example: '"3"',
  },
  ReadAfter: {
    name: 'Read-After',
    in: 'header',
    required: false,
    description: 'A position that a command answered: the query reflects at least that.',
    schema: text,
    example: '00000000000001a7',
  },
  CorrelationId: {
    name: 'X-Correlation-Id',
    in: 'header',
    required: false,
    description: 'A UUID that every event, log line and message that follows will carry.',
    schema: { type: 'string', format: 'uuid' },
  },
} as const;

/** Headers of answers, described once. */
export const answerHeaders = {
  Position: { description: 'Where the log stood after the command.', schema: text },
  ETag: { description: 'The quoted revision, where there is one; for If-Match.', schema: text },
  ViewPosition: { description: 'What the answer reflects at least.', schema: text },
  CorrelationId: { description: "The request's correlation id.", schema: text },
} as const;

/** The headers of a success, as they are sent. */
export function answerHeadersOf({ method }: RoutedOperation): Readonly<Record<string, object>> {
  const header = (name: keyof typeof answerHeaders) => ({ $ref: `#/components/headers/${name}` });
  const always = { 'X-Correlation-Id': header('CorrelationId'), ETag: header('ETag') };
  return method === 'GET'
    ? { ...always, 'View-Position': header('ViewPosition') }
    : { ...always, Position: header('Position') };
}

const reference = (name: keyof typeof headerParameters) => ({ $ref: `#/components/parameters/${name}` });

/** The headers an operation listens to. */
export function parameterReferences({ method, idempotent, access }: RoutedOperation): readonly object[] {
  const references = [reference('CorrelationId')];
  if (method === 'GET') return [...references, reference('ReadAfter')];
  if (idempotent) references.push(reference('IdempotencyKey'));
  if (access?.who !== 'anyone') references.push(reference('IfMatch'));
  return references;
}
