import { Amount, Text } from './fields.ts';

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** Money as bodies carry it. */
export class MoneyDto {
  @Amount()
  amount!: number;

  @Text({ min: 3, max: 3, pattern: /^[A-Z]{3}$/, must: 'must be an ISO 4217 code as EUR', example: 'EUR' })
  currency!: string;
}

/** True for a code that ISO 4217 knows. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}
