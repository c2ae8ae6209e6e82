import type { Address } from '../../domain/user/events.ts';
import { Flag, Optional, Rule, Text } from '../../http/fields.ts';
import { isCountry } from './countries.ts';

/** An address as an order takes it: without id and isDefault. */
export class ShippingAddressDto {
  @Text({ max: 200, example: 'Ada Lovelace' })
  name!: string;

  @Text({ example: '12 St James Square' })
  line1!: string;

  @Optional({ clearable: true })
  @Text({ min: 0, example: 'Flat 3' })
  line2?: string | null;

  @Text({ example: 'London' })
  city!: string;

  @Text({ example: 'SW1Y 4JH' })
  postalCode!: string;

  @Optional({ clearable: true })
  @Text({ min: 0, example: 'Greater London' })
  region?: string | null;

  @Rule({
    name: 'country',
    must: 'must be a country code of ISO 3166-1 alpha-2 as GB',
    holds: isCountry,
    trim: true,
    schema: { type: 'string', minLength: 2, maxLength: 2, examples: ['GB'] },
  })
  country!: string;
}

export class AddressDto extends ShippingAddressDto {
  @Optional()
  @Flag({ description: 'The newest default wins.' })
  isDefault?: boolean;
}

/** The domain's address; empty optional lines are none. */
export function addressOf(dto: ShippingAddressDto): Address {
  const { name, line1, city, postalCode, country } = dto;
  return { name, line1, line2: dto.line2 || null, city, postalCode, region: dto.region || null, country };
}

export const addressExample = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  line2: null,
  city: 'London',
  postalCode: 'SW1Y 4JH',
  region: null,
  country: 'GB',
};
