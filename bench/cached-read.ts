import type { Benchmark } from './benchmark.ts';
import { costOf, lineOf, medianRun } from './figures.ts';
import { baseline } from './http/baseline.ts';
import { requestText } from './http/connection.ts';
import { load } from './http/load.ts';
import { goods } from './shop/people-and-goods.ts';
import { startShop } from './shop/shop-process.ts';

const connections = 20;

/** GET /products/:id over 500 products, beside what a bare server makes of a hello. */
export const cachedRead: Benchmark = {
  name: 'cached-read',
  about: 'reads of single products',
  async run(settings, say) {
    const node = await baseline('node', connections);
    const express = await baseline('express', connections);
    const shop = await startShop(settings, { LOG_LEVEL: 'info' });
    try {
      const requests = (await goods(shop.url, 500)).map((id) => requestText('GET', `/api/v1/products/${id}`, null));
      let turn = 0;
      const next = () => requests[turn++ % requests.length]!;
      const read = (of: number, seconds: number) =>
        load({ port: shop.port, connections: of, seconds, next, expected: 200 });
      await read(connections, 2);
      const before = shop.cpuSeconds();
      const runs = [await read(connections, 2), await read(connections, 2), await read(connections, 2)];
      const cost = costOf(shop.cpuSeconds() - before, runs);
      const one = await read(1, 2);
      say(lineOf('bare node:http', node, express));
      say(lineOf('bare Express (the baseline)', express, express));
      say(lineOf(`GET /products/:id, ${connections} connections`, medianRun(runs), express) + cost);
      say(lineOf('GET /products/:id, 1 connection', one));
    } finally {
      await shop.stop();
    }
  },
};
