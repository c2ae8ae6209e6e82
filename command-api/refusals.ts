import type { RefusalCode } from '../domain/decision.ts';
import type { OperationDoc } from '../http/documented.ts';
import { Problem, shellProblems, type ProblemKind, type ShellProblemCode } from '../http/problem.ts';

/**
 * Why the command API refuses where no rule is asked. `already-reviewed`, `coupon-exhausted` and
 * `coupon-not-applicable` are only described so far: nothing refuses with them.
 */
type OwnCode =
  | 'coupon-not-found'
  | 'cart-empty'
  | 'concurrent-change'
  | 'already-reviewed'
  | 'coupon-exhausted'
  | 'coupon-not-applicable'
  | 'orders-open'
  | 'rebuild-running'
  | 'nothing-to-undo';

/** A rule's refusal, or one of the command API's own. */
export type CommandRefusal = RefusalCode | OwnCode;

/** Every refusal over HTTP. A code without a row does not compile, nor a row without a code. */
export const refusals = {
  'validation-failed': shellProblems['validation-failed'],
  'not-found': shellProblems['not-found'],
  'coupon-not-found': { status: 404, title: 'No such coupon' },
  'email-taken': { status: 409, title: 'The e-mail is taken' },
  'sku-taken': { status: 409, title: 'The sku is taken' },
  'insufficient-stock': { status: 409, title: 'Not enough stock' },
  'product-unavailable': { status: 409, title: 'The product is not available' },
  'price-changed': { status: 409, title: 'The price has changed' },
  'cart-empty': { status: 409, title: 'The cart is empty' },
  'mixed-currencies': { status: 409, title: 'More than one currency' },
  'illegal-transition': { status: 409, title: 'The order cannot take this step' },
  'concurrent-change': { status: 409, title: 'Somebody else changes it right now', passes: true },
  'return-too-large': { status: 409, title: 'More than was bought' },
  'refund-too-large': { status: 409, title: 'More than was captured' },
  'already-reviewed': { status: 409, title: 'Reviewed already' },
  'coupon-exhausted': { status: 409, title: 'The coupon is used up' },
  'coupon-not-applicable': { status: 409, title: 'The coupon does not apply' },
  'orders-open': { status: 409, title: 'There are open orders' },
  'rebuild-running': { status: 409, title: 'A rebuild is running', passes: true },
  'nothing-to-undo': { status: 409, title: 'There is nothing to undo' },
} as const satisfies Readonly<Record<CommandRefusal, ProblemKind>>;

/** What OpenAPI says of a command. */
export type CommandDoc = OperationDoc<ShellProblemCode | CommandRefusal>;

/**
 * A refusal as a problem. Of its details `message` is told, `field` becomes a pointer into the body, and the others
 * are further members.
 */
export function refusal(
  code: CommandRefusal,
  details: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Problem {
  const { message, field, ...members } = details;
  const detail = typeof message === 'string' ? message : refusals[code].title;
  const wrong = typeof field === 'string' ? { errors: [{ pointer: pointerTo(field), message: detail }] } : {};
  return new Problem({ code, ...refusals[code] }, detail, { members, headers, ...wrong });
}

function pointerTo(field: string): string {
  return `/${field.replaceAll('.', '/')}`;
}
