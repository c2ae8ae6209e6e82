import type { Event } from '../event.ts';
import type { UserId } from '../ids.ts';
import type { Money } from '../money.ts';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

export type ProductDetails = {
  readonly name: string;
  readonly description: string | null;
  readonly price: Money;
  readonly category: string | null;
  readonly images: readonly string[];
  readonly attributes: Attributes;
};

export type ProductEvent =
  | Event<'ProductAdded', ProductDetails & { sku: string; vendorId: UserId; initialStock: number }>
  | Event<'ProductChanged', Partial<ProductDetails>>
  | Event<'ProductDiscontinued', Record<string, never>>;
