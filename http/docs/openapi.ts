import { fieldsOf, presenceOf, type Dto } from '../field.ts';
import type { ParameterDoc } from '../documented.ts';
import type { RoutedOperation } from '../operations.ts';
import { answerHeaders, answerHeadersOf, headerParameters, parameterReferences } from './headers.ts';
import { problemResponses, problemSchema, problemStatusesOf } from './problems.ts';
import { Schemas, shapeOf, type Schema } from './schemas.ts';

/** The OpenAPI 3.1 description of operations: made from what the shell itself checks and answers by. */
export function openApiOf(operations: readonly RoutedOperation[], title: string, version: string): object {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = operationOf(operation, schemas);
  }
  return {
    openapi: '3.1.0',
    info: { title, version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problemSchema, ...schemas.all() },
      responses: problemResponses,
      parameters: headerParameters,
      headers: answerHeaders,
    },
  };
}

const description =
  'A shop that remembers everything. Commands (POST, PUT, PATCH, DELETE) answer with a position of the log; queries ' +
  '(GET) that carry it in `Read-After` reflect the command. Money is in minor units. Errors are ' +
  '`application/problem+json`.';

const tagOf = ({ path }: RoutedOperation) => path.split('/')[3] ?? 'shop';

function operationOf(operation: RoutedOperation, schemas: Schemas): object {
  const { access, doc, method, controller, handler } = operation;
  const isCommand = method !== 'GET';
  const problems = problemStatusesOf(operation).map((status) => [
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
