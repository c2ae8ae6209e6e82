import { pino } from 'pino';
import type { Logger } from 'pino';

/**
 * JSON log lines of the shape {timestamp, level, service, correlation_id, message, context}. Written asynchronously;
 * call `flush` before the process ends.
 */
export function createLogger(service: string, level: string): Logger {
  return pino(
    {
      level,
      base: { service },
      messageKey: 'message',
      nestedKey: 'context',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 1, sync: false, minLength: 0 }),
  );
}
