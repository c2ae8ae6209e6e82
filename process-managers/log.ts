/** Where the process managers tell what went otherwise than expected. Nothing personal, no secrets. */
export type Log = {
  info(message: string, context?: Readonly<Record<string, unknown>>): void;
  warn(message: string, context?: Readonly<Record<string, unknown>>): void;
};
