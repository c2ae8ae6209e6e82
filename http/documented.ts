import { SetMetadata } from '@nestjs/common';
import type { ShellProblemCode } from './problem.ts';

export const documentedKey = 'storied:documented';

export type ParameterDoc = {
  readonly description: string;
  readonly example?: string | number | boolean;
  readonly type?: 'string' | 'integer' | 'boolean';
};

/** What OpenAPI says of an operation. `Code`: the problems that the API knows. */
export type OperationDoc<Code extends string = ShellProblemCode> = {
  /** A few words. */
  readonly summary: string;
  /** What it promises, in a sentence or two. */
  readonly description: string;
  /** An example of the body, for operations that take one. */
  readonly body?: object;
  /** The status of success; 200 when not given, 201 for POST with `created`. */
  readonly status?: number;
  /** An example of the answer; none for 204. */
  readonly answer?: object | string;
  readonly query?: Readonly<Record<string, ParameterDoc>>;
  /** Codes this operation may answer with besides those that every operation may. */
  readonly problems?: readonly Code[];
};

/** Describes an operation for `/docs`; every operation must have it. */
export const Documented = (doc: OperationDoc<string>) => SetMetadata(documentedKey, doc);
