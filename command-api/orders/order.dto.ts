import { Id, ListOf, Nested, OneOf, Optional, Text, Whole } from '../../http/fields.ts';
import { PriceDto } from '../price.dto.ts';
import { ShippingAddressDto } from '../users/address.dto.ts';

const reasonField = () => Text({ example: 'too small' });

class OrderItemDto {
  @Id({ example: '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64' })
  productId!: string;

  @Whole({ min: 1, max: 999, example: 2 })
  quantity!: number;
}

export class CheckoutDto {
  @OneOf(['card', 'cash_on_delivery'], { example: 'card' })
  paymentMethod!: 'card' | 'cash_on_delivery';

  @Optional({ clearable: true })
  @Text({ max: 4096, example: 'tok_ok', description: 'For a card only.' })
  paymentToken?: string | null;

  @Optional()
  @Nested(() => ShippingAddressDto, { description: 'Required unless addressId is given.' })
  shippingAddress?: ShippingAddressDto;

  @Optional()
  @Id({ description: 'One of the caller’s own addresses.' })
  addressId?: string;

  @Optional()
  @Text({ example: 'SPRING' })
  couponCode?: string;

  @Optional()
  @Nested(() => PriceDto, { description: 'What the caller expects to pay; otherwise 409 `price-changed`.' })
  expectedTotal?: PriceDto;
}

export class PlaceOrderDto extends CheckoutDto {
  @ListOf(() => OrderItemDto, { max: 100 })
  items!: OrderItemDto[];
}

export class CancellationDto {
  @Optional({ clearable: true })
  @Text({ min: 0, example: 'ordered twice' })
  reason?: string | null;
}

export class OrderStatusDto {
  @OneOf(['confirmed', 'shipped', 'delivered', 'completed', 'cancelled'], { example: 'shipped' })
  status!: 'confirmed' | 'shipped' | 'delivered' | 'completed' | 'cancelled';

  @Optional({ clearable: true })
  @Text({ min: 0, example: '00340434161094000001' })
  trackingNumber?: string | null;

  @Optional({ clearable: true })
  @Text({ min: 0, example: 'asked for by telephone' })
  reason?: string | null;
}

export class ReturnDto {
  @ListOf(() => OrderItemDto, { max: 100 })
  lines!: OrderItemDto[];

  @reasonField()
  reason!: string;
}

export class RefundDto {
  @Optional()
  @Nested(() => PriceDto, { description: 'By default what is left of what was captured.' })
  amount?: PriceDto;

  @reasonField()
  reason!: string;
}
