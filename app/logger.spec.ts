import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { createLogger } from './logger.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';

async function linesOf(
  level: string,
  write: (log: ReturnType<typeof createLogger>) => void,
): Promise<Record<string, unknown>[]> {
  const path = join(temporaryFolder(), 'log');
  const log = createLogger('storied', level, pino.destination({ dest: path, sync: false, minLength: 1 }));
  write(log);
  await log.flush();
  const text = readFileSync(path, 'utf8').trim();
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a line has timestamp, level, service, correlation id, message and context', async () => {
  const [line] = await linesOf('info', (log) => log.info('order placed', { correlationId: 'c-1', orderId: 'o-1' }));
  expect(line).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    level: 'info',
    service: 'storied',
    correlation_id: 'c-1',
    message: 'order placed',
    context: { orderId: 'o-1' },
  });
});

test('an error is written with its message and stack', async () => {
  const [line] = await linesOf('info', (log) => log.error('failed', { error: new RangeError('too far') }));
  expect(line).toMatchObject({
    level: 'error',
    context: { error: { name: 'RangeError', message: 'too far', stack: expect.any(String) } },
  });
});

test('lines below the level are left out', async () => {
  expect(await linesOf('warn', (log) => log.info('quiet'))).toEqual([]);
});
