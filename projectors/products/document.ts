import type { Money } from '../../domain/money.ts';
import type { Attributes } from '../../domain/product/events.ts';

/** A product as the catalogue shows it. Discontinued ones are kept for their vendor and for admins. */
export type ProductDocument = {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly price: Money;
  readonly category: string | null;
  readonly images: readonly string[];
  readonly attributes: Attributes;
  readonly vendorId: string;
  /** On hand less reserved. */
  readonly available: number;
  readonly discontinued: boolean;
  readonly createdAt: string;
  /** Time of the product's own last event; stock moves without it. */
  readonly updatedAt: string;
  readonly revision: number;
  /** The name as it is sorted: without regard to case. */
  readonly sortName: string;
  /** Orders products of one instant. */
  readonly addedAt: string;
  /** The attributes as words to be searched. */
  readonly attributeText: string;
  /** The attribute `brand`, to be counted. */
  readonly brand: string | null;
};
