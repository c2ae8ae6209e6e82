import { fieldsOf, presenceOf, type Dto } from '../field.ts';
import type { ParameterDoc } from '../documented.ts';
import type { RoutedOperation } from '../operations.ts';
import { answerHeaders, answerHeadersOf, headerParameters, parameterReferences } from './headers.ts';
import { problemResponses, problemSchema, problemStatusesOf, withShellProblems, type Problems } from './problems.ts';
import { Schemas, shapeOf, type Schema } from './schemas.ts';

/** What the description says of the API as a whole. */
export type AboutApi = {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  /** Besides the shell's own. */
  readonly problems: Problems;
};

/** The OpenAPI 3.1 description of operations: made from what the shell itself checks and answers by. */
export function openApiOf(operations: readonly RoutedOperation[], about: AboutApi): object {
  const { title, version, description } = about;
  const problems = withShellProblems(about.problems);
  const schemas = new Schemas();
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = operationOf(operation, schemas, problems);
  }
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description === undefined ? {} : { description }), license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problemSchema(problems), ...schemas.all() },
      responses: problemResponses(problems),
      parameters: headerParameters,
      headers: answerHeaders,
    },
  };
}

const tagOf = ({ path }: RoutedOperation) => path.split('/')[3] ?? '';

function operationOf(operation: RoutedOperation, schemas: Schemas, known: Problems): object {
  const { access, doc, method, controller, handler } = operation;
  const isCommand = method !== 'GET';
  const problems = problemStatusesOf(operation, known).map((status) => [
    String(status),
    { $ref: `#/components/responses/Problem${status}` },
  ]);
  return {
    operationId: `${controller.replace(/Controller$/, '')}_${handler}`,
    tags: [tagOf(operation)],
    summary: doc?.summary,
    description: `${doc?.description} ${whoMay(operation)}`,
    parameters: [...pathParameters(operation), ...queryParameters(doc?.query), ...parameterReferences(operation)],
    ...(access?.who === 'anyone' ? { security: [] } : { security: [{ bearer: [] }] }),
    ...(access?.who === 'roles' ? { 'x-roles': access.roles } : {}),
    ...(isCommand && operation.body ? { requestBody: requestBody(operation.body, doc?.body, schemas) } : {}),
    responses: { [String(doc?.status ?? 200)]: success(operation), ...Object.fromEntries(problems) },
  };
}

function whoMay({ access }: RoutedOperation): string {
  if (access?.who === 'anyone') return 'For anyone.';
  if (access?.who === 'roles') return `For: ${access.roles.join(', ')}.`;
  return 'For anyone who is signed in.';
}

function requestBody(dto: Dto, example: object | undefined, schemas: Schemas): object {
  const required = [...fieldsOf(dto).keys()].some((name) => presenceOf(dto, name) === 'required');
  return {
    required,
    content: {
      'application/json': { schema: schemas.reference(dto), ...(example === undefined ? {} : { example }) },
    },
  };
}

function success(operation: RoutedOperation): object {
  const headers = answerHeadersOf(operation);
  const { answer } = operation.doc ?? {};
  if (answer === undefined) return { description: 'Done.', headers };
  const type = typeof answer === 'string' ? 'text/event-stream' : 'application/json';
  return { description: 'Done.', headers, content: { [type]: { schema: shapeOf(answer), example: answer } } };
}

function pathParameters({ path }: RoutedOperation): readonly object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: /id$/i.test(name!) ? { type: 'string', format: 'uuid' } : { type: 'string' },
  }));
}

function queryParameters(query: Readonly<Record<string, ParameterDoc>> = {}): readonly Schema[] {
  return Object.entries(query).map(([name, { description, example, type = 'string' }]) => ({
    name,
    in: 'query',
    required: false,
    description,
    schema: { type },
    ...(example === undefined ? {} : { example }),
  }));
}
