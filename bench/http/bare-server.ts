import express from 'express';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What everything over HTTP is compared with: a server that says hello and knows nothing. */
const hello = JSON.stringify({ hello: 'world' });
const listeners: Readonly<Record<string, () => RequestListener>> = {
  node: () => (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': hello.length }).end(hello);
  },
  express: () => {
    const app = express();
    app.get('/', (_request, response) => void response.json({ hello: 'world' }));
    return app as RequestListener;
  },
};

const server = createServer(listeners[process.argv[2] ?? 'express']!());
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
