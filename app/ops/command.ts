import type { ParseArgsConfig } from 'node:util';

/** What was typed after a command's name. */
export type Given = {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
};

/** One command of the operator's CLI. */
export type Command = {
  /** The words that call it: `verify`, `audit order`. */
  readonly name: string;
  /** What follows the name, as a usage line shows it; empty when nothing does. */
  readonly parameters: string;
  readonly summary: string;
  /** How many words must follow the name. */
  readonly words: number;
  /** How many more may follow. */
  readonly optionalWords?: number;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Answers the exit code. */
  run(given: Given): Promise<number>;
};

/** What was typed makes no sense to the command; its usage is shown with the message. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An option's text; undefined when it was not given. */
export function textOption({ options }: Given, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}
