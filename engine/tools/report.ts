/** Where runtimes tell what keeps them from going on. Nothing personal, no secrets. */
export type Report = { warn(message: string, context?: Readonly<Record<string, unknown>>): void };
