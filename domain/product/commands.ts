import type { UserId } from '../ids.ts';
import type { ProductDetails } from './events.ts';

export type ProductCommand =
  | ({
      readonly type: 'AddProduct';
      readonly sku: string;
      readonly vendorId: UserId;
      readonly initialStock: number;
    } & ProductDetails)
  /** Only the fields that are given change; events carry only those that differ. */
  | { readonly type: 'ChangeProduct'; readonly changes: Partial<ProductDetails> }
  | { readonly type: 'DiscontinueProduct' };
