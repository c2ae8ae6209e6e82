import { secretId } from '../../engine/log/ids.ts';

/** The id of the claim on a sku, in any letter case: stream `sku-<this>`. */
export function skuClaimId(pepper: Uint8Array, sku: string): string {
  return secretId(pepper, 'sku', sku.toLowerCase());
}
