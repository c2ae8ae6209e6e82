import type { Views } from '../../engine/projections/views.ts';
import { hasRole } from '../../http/caller.ts';
import { Problem } from '../../http/problem.ts';
import { inventory } from '../../projectors/inventory/inventory.ts';
import type { InventoryDocument } from '../../projectors/inventory/inventory.ts';
import type { Caller } from '../access.ts';

/** A product's stock for its vendor or an admin; 404 for an unknown product, 403 for another vendor's. */
export async function ownStock(views: Views, productId: string, caller: Caller): Promise<InventoryDocument> {
  const stock = await views.of(inventory).get(productId);
  if (stock === null) throw Problem.notFound();
  if (stock.vendorId !== caller.userId && !hasRole(caller, 'admin')) {
    throw Problem.forbidden("This is another vendor's stock.");
  }
  return stock;
}
