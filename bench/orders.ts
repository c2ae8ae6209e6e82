import type { Benchmark } from './benchmark.ts';
import { costOf, figuresOf, lineOf, medianRun, type Figures } from './figures.ts';
import { baseline } from './http/baseline.ts';
import { Connection, requestText } from './http/connection.ts';
import { load } from './http/load.ts';
import { steadily } from './http/steadily.ts';
import { customers, goods, orderOf } from './shop/people-and-goods.ts';
import { startShop } from './shop/shop-process.ts';

const connections = 32;
const people = 100;
/** Below the shop's limit of 60 in a minute, in the whole run. */
const ordersEach = 55;
const pollMs = 4;

/** POST /orders by many customers, and how long an order takes from its placing to being seen confirmed. */
export const orders: Benchmark = {
  name: 'orders',
  about: 'orders placed, and orders from end to end',
  async run(settings, say) {
    const express = await baseline('express', connections);
    const shop = await startShop(settings);
    try {
      const tokens = await customers(shop.url, people);
      const products = await goods(shop.url, 100);
      let placed = 0;
      const next = () => {
        if (placed >= people * ordersEach) return null;
        const token = tokens[placed % people]!;
        return requestText('POST', '/api/v1/orders', token, orderOf(products[(placed++ * 7) % products.length]!));
      };
      const { port } = shop;
      const endToEnd = (perSecond: number, seconds: number) =>
        fromEndToEnd(port, tokens, () => next()!, { perSecond, seconds });
      await load({ port, connections, seconds: 1, next, expected: 201 });
      await untilQuiet(port, tokens, next);
      const light = await endToEnd(10, 4);
      const heavier = await endToEnd(100, 5);
      const runs: Figures[] = [];
      const before = shop.cpuSeconds();
      for (let run = 0; run < 3; run += 1) {
        runs.push(await load({ port, connections, seconds: 2, next, expected: 201 }));
        await untilQuiet(port, tokens, next);
      }
      say(lineOf('bare Express (the baseline)', express, express));
      say(
        lineOf(`POST /orders, ${connections} connections`, medianRun(runs), express) +
          costOf(shop.cpuSeconds() - before, runs),
      );
      say(lineOf('end to end, 10 orders/s', light));
      say(lineOf('end to end, 100 orders/s', heavier));
      say('(end to end: from sending POST /orders until GET /orders/:id says confirmed)');
    } finally {
      await shop.stop();
    }
  },
};

/** Places an order and looks again and again until it is confirmed; milliseconds. */
async function placeAndSee(connection: Connection, token: string, request: string): Promise<number> {
  const start = performance.now();
  const { status, body } = await connection.send(request);
  if (status !== 201) throw new Error(`POST /orders was answered ${status}: ${body}`);
  const read = requestText('GET', `/api/v1/orders/${(JSON.parse(body) as { id: string }).id}`, token);
  for (;;) {
    const seen = await connection.send(read);
    if (seen.status === 200 && (JSON.parse(seen.body) as { status: string }).status === 'confirmed') break;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return performance.now() - start;
}

/** Orders at a steady rate, whether or not those before are done. */
async function fromEndToEnd(
  port: number,
  tokens: readonly string[],
  next: () => string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Figures> {
  const placeNext = (connection: Connection) => {
    const request = next();
    return placeAndSee(
      connection,
      tokens.find((each) => request.includes(each))!,
      request,
    );
  };
  return figuresOf(await steadily({ port, perSecond, seconds }, placeNext), seconds);
}

/** One more order, seen confirmed: the saga has nothing left to do. */
async function untilQuiet(port: number, tokens: readonly string[], next: () => string | null): Promise<void> {
  const request = next();
  if (request === null) return;
  const connection = await Connection.open(port);
  await placeAndSee(
    connection,
    tokens.find((each) => request.includes(each))!,
    request,
  );
  connection.close();
}
