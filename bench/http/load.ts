import { figuresOf, type Figures } from '../figures.ts';
import { Connection, requestText } from './connection.ts';

type Load = {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** The next request; null: there are no more. */
  readonly next: () => string | null;
  /** Null: any success. */
  readonly expected: number | null;
};

const greeting = requestText('GET', '/health/live', null);

/** As many requests as a server answers on so many connections, each waiting for its answer before it asks again. */
export async function load({ port, connections, seconds, next, expected }: Load): Promise<Figures> {
  const open: Connection[] = [];
  // Node takes one new connection a turn of its loop, and turns get long under load: none of them is still to be taken.
  while (open.length < connections) {
    const connection = await Connection.open(port);
    await connection.send(greeting);
    open.push(connection);
  }
  const durations: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1_000;
  const drive = async (connection: Connection): Promise<void> => {
    for (let from = performance.now(); from < end;) {
      const request = next();
      if (request === null) return;
      const { status, body } = await connection.send(request);
      if (expected === null ? status >= 300 : status !== expected)
        throw new Error(`${request.slice(0, 60)} was answered ${status}: ${body.slice(0, 300)}`);
      const now = performance.now();
      durations.push(now - from);
      from = now;
    }
  };
  await Promise.all(open.map(drive));
  const taken = (performance.now() - start) / 1_000;
  for (const connection of open) connection.close();
  return figuresOf(durations, taken);
}
