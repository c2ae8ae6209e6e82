import { Problem, shellProblems, type ProblemKind } from '../problem.ts';
import type { RoutedOperation } from '../operations.ts';
import type { Schema } from './schemas.ts';

/** What the codes mean that an API's operations may answer with. */
export type Problems = Readonly<Record<string, ProblemKind>>;

/** The shell's own problems and those of the API, by status. */
export function withShellProblems(own: Problems): Problems {
  const all = Object.entries<ProblemKind>({ ...shellProblems, ...own });
  return Object.fromEntries(all.toSorted(([, left], [, right]) => left.status - right.status));
}

const correlationId = '6f1f0c3e-7a52-4d0e-9c31-0b6f5a1d2e4c';

/** One response for each status a problem may have, with an example of each code. */
export function problemResponses(problems: Problems): Readonly<Record<string, object>> {
  const statuses = [...new Set(Object.values(problems).map(({ status }) => status))];
  return Object.fromEntries(statuses.map((status) => [`Problem${status}`, responseOf(status, problems)]));
}

function responseOf(status: number, problems: Problems): object {
  const kinds = Object.entries(problems).filter(([, kind]) => kind.status === status);
  const example = (code: string, kind: ProblemKind) => new Problem({ code, ...kind }).toBody(correlationId);
  return {
    description: kinds.map(([code, { title }]) => `\`${code}\`: ${title}.`).join(' '),
    headers: { 'X-Correlation-Id': { $ref: '#/components/headers/CorrelationId' } },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(kinds.map(([code, kind]) => [code, { value: example(code, kind) }])),
      },
    },
  };
}

export const problemSchema = (problems: Problems): Schema => ({
  type: 'object',
  description: 'A problem as RFC 9457 tells it; `code` is for programs.',
  required: ['type', 'title', 'status', 'detail', 'code', 'correlationId'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(problems) },
    correlationId: { type: 'string', format: 'uuid' },
    currentRevision: { type: 'integer', description: 'With `revision-mismatch`.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: {
          pointer: { type: 'string', description: 'JSON Pointer into the body, or `/<name>` of a query parameter.' },
          message: { type: 'string' },
        },
      },
    },
  },
});

/** The statuses an operation may answer with besides success. */
export function problemStatusesOf(operation: RoutedOperation, problems: Problems): readonly number[] {
  const { access, method, path, idempotent, doc } = operation;
  const isCommand = method !== 'GET';
  const found = new Set<number>([400, 503]);
  for (const code of doc?.problems ?? []) found.add(problems[code]!.status);
  if (access?.who !== 'anyone') found.add(401);
  if (access?.who === 'roles') found.add(403);
  if (path.includes('{')) found.add(404);
  if (isCommand) for (const status of [413, 415]) found.add(status);
  if (isCommand && idempotent) for (const status of [409, 422]) found.add(status);
  if (isCommand && access?.who !== 'anyone') found.add(412);
  if (operation.rateLimit !== undefined) found.add(429);
  return [...found].toSorted((a, b) => a - b);
}
