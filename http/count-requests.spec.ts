import { Controller, Get } from '@nestjs/common';
import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { smallApp } from '../test/http/small-app.ts';
import { Public } from './access.ts';
import { Documented } from './documented.ts';

const doc = { summary: 'Do', description: 'Does.' };
let release = () => {};

@Controller()
class WaitsController {
  @Get('things/slow')
  @Public()
  @Documented(doc)
  async slow(): Promise<object> {
    await new Promise<void>((resolve) => (release = resolve));
    return {};
  }

  @Get('admin/things')
  @Public()
  @Documented(doc)
  admin(): object {
    return {};
  }
}

test('requests that shoppers wait for are counted, also those they give up; what operators look at is not', async () => {
  let inFlight = 0;
  let served = 0;
  let ended = () => {};
  const requestsInFlight = {
    begin: () => {
      inFlight += 1;
      served += 1;
    },
    end: () => {
      inFlight -= 1;
      ended();
    },
  };
  const app = await smallApp([WaitsController], {
    requestsInFlight,
    isWaitedFor: (path) => !path.startsWith('/admin/'),
  });
  const get = async (path: string) => (await fetch(`${app.origin}${path}`)).status;
  expect(await Promise.all(['/health/live', '/api/v1/admin/things', '/docs'].map(get))).not.toContain(500);
  expect(served).toBe(0);
  expect(await get('/api/v1/nothing')).toBe(404);
  expect(served).toBe(1);

  const before = release;
  const end = new Promise<void>((resolve) => (ended = resolve));
  const socket = connect(app.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /api/v1/things/slow HTTP/1.1\r\nHost: shop\r\n\r\n');
  while (release === before) await new Promise((resolve) => setImmediate(resolve));
  expect(inFlight).toBe(1);
  socket.destroy();
  await end;
  expect(inFlight).toBe(0);
  release();
  await app.http.close();
});
