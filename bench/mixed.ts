import type { Benchmark } from './benchmark.ts';
import { costOf, lineOf, medianRun, type Figures } from './figures.ts';
import { baseline } from './http/baseline.ts';
import { requestText } from './http/connection.ts';
import { load } from './http/load.ts';
import { customers, goods, orderOf } from './shop/people-and-goods.ts';
import { startShop } from './shop/shop-process.ts';

const connections = 500;
const people = 40;
const seconds = 3;
const fewer = 100;

/** Nine reads to one command, as a shop on a busy evening has them, on many connections at once. */
export const mixed: Benchmark = {
  name: 'mixed',
  about: '90 % reads, 10 % commands, on 500 connections',
  async run(settings, say) {
    const express = await baseline('express', connections);
    // The rate of orders is one customer's in a thousand here; the limit is not what is measured.
    const shop = await startShop(settings, { ORDERS_PER_MINUTE: '100000' });
    try {
      const tokens = await customers(shop.url, people);
      const products = await goods(shop.url, 500);
      let turn = 0;
      const product = () => products[(turn * 31) % products.length]!;
      const token = () => tokens[turn % people]!;
      const read = [
        () => requestText('GET', `/api/v1/products/${product()}`, null),
        () => requestText('GET', `/api/v1/products/${product()}`, null),
        () => requestText('GET', `/api/v1/products/${product()}`, null),
        () => requestText('GET', `/api/v1/products/${product()}`, null),
        () => requestText('GET', `/api/v1/products?limit=20&category=category-${turn % 10}`, null),
        () => requestText('GET', '/api/v1/products?limit=10&q=kettle', null),
        () => requestText('GET', '/api/v1/orders?limit=20', token()),
        () => requestText('GET', '/api/v1/cart', token()),
        () => requestText('GET', '/api/v1/users/me', token()),
      ];
      // A cart of five things, as carts are; one of hundreds would measure something else.
      const quantity = () => ({ quantity: 1 + (turn % 9) });
      const add = () =>
        requestText('PUT', `/api/v1/cart/items/${products[(turn % people) + 40 * (turn % 5)]!}`, token(), quantity());
      const place = () => requestText('POST', '/api/v1/orders', token(), orderOf(product()));
      const next = () => {
        turn += 1;
        if (turn % 10 !== 0) return read[turn % 9]!();
        return turn % 20 === 0 ? place() : add();
      };
      const run = (length: number, of = connections) =>
        load({ port: shop.port, connections: of, seconds: length, next, expected: null });
      await run(2);
      const before = shop.cpuSeconds();
      const runs: Figures[] = [await run(seconds), await run(seconds), await run(seconds)];
      const calmer = await run(seconds, fewer);
      say(lineOf('bare Express (the baseline)', express, express));
      say(
        lineOf(`mixed, ${connections} connections`, medianRun(runs), express) +
          costOf(shop.cpuSeconds() - before, runs),
      );
      say(lineOf(`mixed, ${fewer} connections`, calmer, express));
    } finally {
      await shop.stop();
    }
  },
};
