import { secretId } from '../../engine/ids.ts';

/** A reservation of a sku whose product never came to be is free again after so many seconds. */
export const staleSkuSeconds = 60;

/** The id of the claim on a sku, in any letter case: stream `sku-<this>`. */
export function skuClaimId(pepper: Uint8Array, sku: string): string {
  return secretId(pepper, 'sku', sku.toLowerCase());
}
