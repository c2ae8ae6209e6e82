import { isCurrency } from '../domain/currency.ts';
import { ConfigurationError, readConfiguration } from './configuration.ts';
import { createLogger } from './logger.ts';
import { startShop } from './shop.ts';

/** How long an end in order may take before the process ends all the same. */
const patienceMs = 15_000;

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env, isCurrency);
  const log = createLogger('storied', configuration.logLevel);
  if (configuration.admin.isDefault) {
    log.warn(
      'THE DEFAULT ADMIN IS IN USE: admin@example.com / admin-password. Set ADMIN_EMAIL and ADMIN_PASSWORD before anybody else can reach this shop.',
    );
  }
  const shop = await startShop(configuration, log).catch(async (error: unknown) => {
    log.error('the shop cannot start', { error });
    await log.flush();
    throw error;
  });
  log.info('listening', { port: shop.port, dataDir: configuration.dataDir });

  let ending = false;
  const end = async (signal: string) => {
    if (ending) return;
    ending = true;
    log.info('ending', { signal });
    setTimeout(() => process.exit(1), patienceMs).unref();
    const failure = await shop.close().then(
      () => null,
      (error: unknown) => ({ error }),
    );
    if (failure === null) log.info('ended');
    else log.error('did not end in order', failure);
    await log.flush();
    process.exit(failure === null ? 0 : 1);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void end(signal));
}

main().catch((error: unknown) => {
  const { name, message } = error as Error;
  process.stderr.write(
    `${error instanceof ConfigurationError ? message : `Storied cannot start: ${name}: ${message}`}\n`,
  );
  process.exit(1);
});
