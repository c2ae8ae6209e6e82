import { Connection } from './connection.ts';

type Rate = { readonly port: number; readonly perSecond: number; readonly seconds: number };

/**
 * Begins something at a steady rate, whether or not what was begun before is done, each time on a connection that is
 * free. Answers what each came to, in that order.
 */
export async function steadily<Result>(
  { port, perSecond, seconds }: Rate,
  begin: (connection: Connection, n: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const free: Connection[] = [];
  const begun: Promise<Result>[] = [];
  const start = performance.now();
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const early = start + (n * 1_000) / perSecond - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    const connection = free.pop() ?? (await Connection.open(port));
    begun.push(begin(connection, n).finally(() => free.push(connection)));
  }
  const results = await Promise.all(begun);
  for (const connection of free) connection.close();
  return results;
}
