import { isCurrency } from '../domain/currency.ts';
import { CannotStart } from './cannot-start.ts';
import { ConfigurationError, readConfiguration } from './configuration.ts';
import type { Configuration } from './configuration.ts';
import { createLogger } from './logger.ts';
import type { Logger } from './logger.ts';

/** What runs in this process. */
export type Running = {
  readonly port: number;
  /** Lets requests and work under way end, then closes everything. */
  close(): Promise<void>;
};

type Start = (configuration: Configuration, log: Logger) => Promise<Running>;

/** How long an end in order may take before the process ends all the same. */
const patienceMs = 15_000;

/** Starts with the configuration of the environment, and ends in order on SIGINT and SIGTERM. */
export function run(start: Start): void {
  main(start).catch((error: unknown) => {
    const { name, message } = error as Error;
    const isClear = error instanceof ConfigurationError || error instanceof CannotStart;
    process.stderr.write(`${isClear ? message : `Storied cannot start: ${name}: ${message}`}\n`);
    process.exit(1);
  });
}

async function main(start: Start): Promise<void> {
  const configuration = readConfiguration(process.env, isCurrency);
  const log = createLogger('storied', configuration.logLevel);
  const starting = start(configuration, log);
  // Before anybody can know that the shop runs, so that a signal ends it in order from then on.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end(signal, starting, log));
  const running = await starting.catch(async (error: unknown) => {
    if (!(error instanceof CannotStart)) log.error('the shop cannot start', { error });
    await log.flush();
    throw error;
  });
  log.info('listening', { port: running.port, dataDir: configuration.dataDir });
}

async function end(signal: string, starting: Promise<Running>, log: Logger): Promise<void> {
  log.info('ending', { signal });
  setTimeout(() => process.exit(1), patienceMs).unref();
  const failure = await starting
    .then((running) => running.close())
    .then(
      () => null,
      (error: unknown) => ({ error }),
    );
  if (failure === null) log.info('ended');
  else log.error('did not end in order', failure);
  await log.flush();
  process.exit(failure === null ? 0 : 1);
}
