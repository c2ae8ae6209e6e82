import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commandShop, type CommandShop } from './command-shop.ts';

let shop: CommandShop;
// eslint-disable-next-line typescript/no-explicit-any
let api: any;
beforeAll(async () => {
  shop = await commandShop();
  api = await (await fetch(`${shop.origin}/docs/openapi.json`)).json();
});
afterAll(() => shop.close());

test('every operation is described, with an example of its body and its answer', () => {
  expect(api.openapi).toBe('3.1.0');
  const operations = Object.values(api.paths).flatMap((path) => Object.values(path as object));
  expect(operations.length).toBe(shop.http.operations.length);
  for (const operation of operations) {
    expect(operation).toMatchObject({ summary: expect.any(String), description: expect.any(String) });
  }
  const bodies = operations.flatMap(({ requestBody }) => (requestBody === undefined ? [] : [requestBody]));
  expect(bodies).not.toEqual([]);
  for (const body of bodies) expect(body.content['application/json']).toHaveProperty('example');
  const answers = operations.map(({ responses }) => Object.entries<object>(responses)[0]!);
  const withContent = answers.filter(([status]) => status !== '204');
  expect(withContent).not.toEqual([]);
  for (const [, answer] of withContent) expect(answer).toHaveProperty('content');
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
  expect(references).not.toEqual([]);
  for (const path of new Set(references)) {
    const found = path.split('/').reduce((part: Record<string, never> | undefined, name) => part?.[name], api);
    expect([path, typeof found]).toEqual([path, 'object']);
  }
});

test('says who may call, and what a body is made of', () => {
  const grant = api.paths['/api/v1/users/{id}/roles'].post;
  expect(grant['x-roles']).toEqual(['admin']);
  expect(api.components.schemas.Role).toEqual({
    type: 'object',
    properties: { role: { type: 'string', enum: ['customer', 'vendor', 'admin'] } },
    required: ['role'],
    additionalProperties: false,
  });
});

test.each(['/docs', '/docs/start.js', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js'])(
  'the page has its part %s',
  async (path) => {
    const response = await fetch(`${shop.origin}${path}`);
    expect(response.status).toBe(200);
    expect((await response.text()).length).toBeGreaterThan(50);
  },
);
