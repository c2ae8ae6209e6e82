import { textParameter } from '../http/list-parameters.ts';
import type { Query as QueryString } from '../http/list-parameters.ts';
import { Problem } from '../http/problem.ts';

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** The currency in a query, or the shop's own; 400 for a code that ISO 4217 does not know. */
export function currencyParameter(query: QueryString, shops: string): string {
  const currency = textParameter(query, 'currency') ?? shops;
  if (currencies.has(currency)) return currency;
  throw Problem.invalid({ pointer: '/currency', message: 'currency must be an ISO 4217 code as EUR.' });
}
