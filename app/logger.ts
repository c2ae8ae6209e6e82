import { pino } from 'pino';

/** Log lines of one service; `correlationId` in a context stands at the line's top. Never blocks. */
export type Logger = {
  debug(message: string, context?: Readonly<Record<string, unknown>>): void;
  info(message: string, context?: Readonly<Record<string, unknown>>): void;
  warn(message: string, context?: Readonly<Record<string, unknown>>): void;
  error(message: string, context?: Readonly<Record<string, unknown>>): void;
  /** Answers when every line so far is written. */
  flush(): Promise<void>;
};

/** Where lines go: a file descriptor, written asynchronously. */
type LogTarget = ReturnType<typeof pino.destination>;

function standardOutput(): LogTarget {
  return pino.destination({ dest: 1, sync: false, minLength: 1 });
}

/** JSON lines {timestamp, level, service, correlation_id, message, context}. */
export function createLogger(service: string, level: string, target: LogTarget = standardOutput()): Logger {
  const lines = pino(
    {
      level,
      base: { service },
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    target,
  );
  const write =
    (at: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, context: Readonly<Record<string, unknown>> = {}): void => {
      const { correlationId, ...rest } = context;
      lines[at]({ correlation_id: correlationId ?? null, context: plain(rest) }, message);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    flush: () =>
      new Promise((resolve, reject) => target.flush((error) => (error && !isPipe(error) ? reject(error) : resolve()))),
  };
}

/** Errors have no JSON of their own. */
function plain(context: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.values(context).some(isError)) return context;
  return Object.fromEntries(
    Object.entries(context).map(([key, value]) => [
      key,
      isError(value) ? { name: value.name, message: value.message, stack: value.stack } : value,
    ]),
  );
}

function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
}

/** A terminal or a pipe has nothing to sync: by then the lines are written. */
function isPipe(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'EINVAL';
}
