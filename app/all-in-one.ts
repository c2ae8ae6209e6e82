import { isCurrency } from '../domain/currency.ts';
import { ConfigurationError, readConfiguration } from './configuration.ts';
import { CannotStart } from './cannot-start.ts';
import { createLogger } from './logger.ts';
import type { Logger } from './logger.ts';
import { startShop } from './shop.ts';
import type { Shop } from './shop.ts';

/** How long an end in order may take before the process ends all the same. */
const patienceMs = 15_000;

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env, isCurrency);
  const log = createLogger('storied', configuration.logLevel);
  const starting = startShop(configuration, log);
  // Before anybody can know that the shop runs, so that a signal ends it in order from then on.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end(signal, starting, log));
  const shop = await starting.catch(async (error: unknown) => {
    if (!(error instanceof CannotStart)) log.error('the shop cannot start', { error });
    await log.flush();
    throw error;
  });
  log.info('listening', { port: shop.port, dataDir: configuration.dataDir });
}

async function end(signal: string, starting: Promise<Shop>, log: Logger): Promise<void> {
  log.info('ending', { signal });
  setTimeout(() => process.exit(1), patienceMs).unref();
  const failure = await starting
    .then((shop) => shop.close())
    .then(
      () => null,
      (error: unknown) => ({ error }),
    );
  if (failure === null) log.info('ended');
  else log.error('did not end in order', failure);
  await log.flush();
  process.exit(failure === null ? 0 : 1);
}

main().catch((error: unknown) => {
  const { name, message } = error as Error;
  const isClear = error instanceof ConfigurationError || error instanceof CannotStart;
  process.stderr.write(`${isClear ? message : `Storied cannot start: ${name}: ${message}`}\n`);
  process.exit(1);
});
