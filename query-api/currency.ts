import { textParameter } from '../http/list-parameters.ts';
import type { Query as QueryString } from '../http/list-parameters.ts';
import { isCurrency } from '../http/money.dto.ts';
import { Problem } from '../http/problem.ts';

/** The currency in a query, or the shop's own; 400 for a code that ISO 4217 does not know. */
export function currencyParameter(query: QueryString, shops: string): string {
  const currency = textParameter(query, 'currency') ?? shops;
  if (isCurrency(currency)) return currency;
  throw Problem.invalid({ pointer: '/currency', message: 'currency must be an ISO 4217 code as EUR.' });
}
