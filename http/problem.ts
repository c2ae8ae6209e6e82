/** What a problem's code means over HTTP. */
export type ProblemKind = {
  readonly status: number;
  readonly title: string;
  /** It goes away by itself: not kept as the answer to an idempotency key. */
  readonly passes?: true;
};

/** The problems of the shell itself. What else an API refuses it names and describes itself. */
export const shellProblems = {
  'validation-failed': { status: 400, title: 'The request is not valid' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  unauthenticated: { status: 401, title: 'A bearer token is needed' },
  'invalid-credentials': { status: 401, title: 'The credentials are wrong' },
  'token-expired': { status: 401, title: 'The token has expired' },
  'token-invalid': { status: 401, title: 'The token is not valid' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'request-in-progress': { status: 409, title: 'A request with this key is still in progress', passes: true },
  'revision-mismatch': { status: 412, title: 'The resource has moved on' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key belongs to another request' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong' },
  unavailable: { status: 503, title: 'Not available right now' },
  'view-behind': { status: 503, title: 'The view has not caught up yet' },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ShellProblemCode = keyof typeof shellProblems;

/** What is wrong where: a JSON Pointer into the body (or `/name` of a query parameter). */
export type FieldError = { readonly pointer: string; readonly message: string };

type ProblemOptions = {
  /** Where the code alone does not say it (`invalid-credentials` is 401 or 403). */
  readonly status?: number;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members, as `currentRevision`. */
  readonly members?: Readonly<Record<string, unknown>>;
};

/** A refusal on its way to the caller as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly kind: ProblemKind;
  readonly status: number;
  readonly options: ProblemOptions;

  /** One of the shell's own by its code, any other with what its code means. */
  constructor(
    problem: ShellProblemCode | (ProblemKind & { readonly code: string }),
    detail?: string,
    options: ProblemOptions = {},
  ) {
    const kind: ProblemKind = typeof problem === 'string' ? shellProblems[problem] : problem;
    super(detail ?? kind.title);
    this.code = typeof problem === 'string' ? problem : problem.code;
    this.kind = kind;
    this.status = options.status ?? kind.status;
    this.options = options;
  }

  static notFound(detail = 'There is no such thing here.'): Problem {
    return new Problem('not-found', detail);
  }

  static forbidden(detail = 'Your role does not allow this.'): Problem {
    return new Problem('forbidden', detail);
  }

  static invalid(...errors: readonly FieldError[]): Problem {
    return new Problem('validation-failed', errors[0]?.message ?? 'The request is not valid.', { errors });
  }

  static unavailable(detail = 'Please try again shortly.', retryAfterSeconds = 1): Problem {
    return new Problem('unavailable', detail, { headers: { 'Retry-After': String(retryAfterSeconds) } });
  }

  /** The body as it is sent. */
  toBody(correlationId: string): Record<string, unknown> {
    const own = {
      type: `https://storied.example/problems/${this.code}`,
      title: this.kind.title,
      status: this.status,
      detail: this.message,
      code: this.code,
      correlationId,
      ...(this.options.errors === undefined ? {} : { errors: this.options.errors }),
    };
    // A member of the refusal's may be called `status` or `code` too; the problem's own stand.
    return { ...own, ...this.options.members, ...own };
  }
}
