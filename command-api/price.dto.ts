import { isCurrency } from '../domain/currency.ts';
import { Rule, Whole } from '../http/fields.ts';

/** Money in a currency that ISO 4217 knows. */
export class PriceDto {
  @Whole({ min: 0, max: 90_000_000_000, description: 'in minor units', example: 7999 })
  amount!: number;

  @Rule({
    name: 'currency',
    must: 'must be a currency of ISO 4217 as EUR',
    holds: (value) => typeof value === 'string' && isCurrency(value),
    trim: true,
    schema: { type: 'string', minLength: 3, maxLength: 3, examples: ['EUR'] },
  })
  currency!: string;
}
