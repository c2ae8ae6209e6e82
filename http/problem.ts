/** Every code an answer may carry, with its HTTP status and title. */
export const problemCodes = {
  'validation-failed': [400, 'The request is not valid'],
  'malformed-json': [400, 'The body is not JSON'],
  unauthenticated: [401, 'A bearer token is needed'],
  'invalid-credentials': [401, 'The credentials are wrong'],
  'token-expired': [401, 'The token has expired'],
  'token-invalid': [401, 'The token is not valid'],
  forbidden: [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  'coupon-not-found': [404, 'No such coupon'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'request-in-progress': [409, 'A request with this key is still in progress'],
  'email-taken': [409, 'The e-mail is taken'],
  'sku-taken': [409, 'The sku is taken'],
  'insufficient-stock': [409, 'Not enough stock'],
  'product-unavailable': [409, 'The product is not available'],
  'price-changed': [409, 'The price has changed'],
  'cart-empty': [409, 'The cart is empty'],
  'mixed-currencies': [409, 'More than one currency'],
  'illegal-transition': [409, 'The order cannot take this step'],
  'concurrent-change': [409, 'Somebody else changes it right now'],
  'return-too-large': [409, 'More than was bought'],
  'refund-too-large': [409, 'More than was captured'],
  'already-reviewed': [409, 'Reviewed already'],
  'coupon-exhausted': [409, 'The coupon is used up'],
  'coupon-not-applicable': [409, 'The coupon does not apply'],
  'orders-open': [409, 'There are open orders'],
  'rebuild-running': [409, 'A rebuild is running'],
  'nothing-to-undo': [409, 'There is nothing to undo'],
  'revision-mismatch': [412, 'The resource has moved on'],
  'payload-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The content type is not supported'],
  'idempotency-key-reused': [422, 'The idempotency key belongs to another request'],
  'rate-limited': [429, 'Too many requests'],
  internal: [500, 'Something went wrong'],
  unavailable: [503, 'Not available right now'],
  'view-behind': [503, 'The view has not caught up yet'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof problemCodes;

/** What is wrong where: a JSON Pointer into the body (or `/name` of a query parameter). */
export type FieldError = { readonly pointer: string; readonly message: string };

export type ProblemOptions = {
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
  readonly code: ProblemCode;
  readonly status: number;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail?: string, options: ProblemOptions = {}) {
    super(detail ?? problemCodes[code][1]);
    this.code = code;
    this.status = options.status ?? problemCodes[code][0];
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
      title: problemCodes[this.code][1],
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
