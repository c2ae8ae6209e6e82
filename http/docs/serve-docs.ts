import type { Express, Request, Response } from 'express';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { RoutedOperation } from '../operations.ts';
import { openApiOf, type AboutApi } from './openapi.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Storied: the API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <main id="api"></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/docs/openapi.json', dom_id: '#api', deepLinking: true, persistAuthorization: true });
`;

const assets = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** `/docs` (interactive) and `/docs/openapi.json`; nothing is built before the first request for it. */
export function serveDocs(
  express: Express,
  about: AboutApi,
  operations: () => readonly RoutedOperation[],
): void {
  let description: string | undefined;
  let folder: string | undefined;
  express.get('/docs/openapi.json', (_request: Request, response: Response) => {
    description ??= JSON.stringify(openApiOf(operations(), about));
    response.type('application/json').send(description);
  });
  express.get('/docs', (_request: Request, response: Response) => {
    response.type('text/html').send(page);
  });
  express.get('/docs/start.js', (_request: Request, response: Response) => {
    response.type('text/javascript').send(start);
  });
  for (const asset of assets) {
    express.get(`/docs/${asset}`, (_request: Request, response: Response) => {
      folder ??= dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
      response.sendFile(join(folder, asset));
    });
  }
}
