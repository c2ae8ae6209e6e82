import { productDecider } from '../../domain/product/product.ts';
import type { Product } from '../../domain/product/product.ts';
import type { Executor } from '../../engine/commands/executor.ts';
import { hasRole } from '../../http/caller.ts';
import { Problem } from '../../http/problem.ts';
import type { Caller } from '../access.ts';

/** A product as it is now, for its vendor or an admin; 404 when there is none, 403 for another vendor's. */
export async function ownProduct(executor: Executor, caller: Caller, productId: string): Promise<Product> {
  const { state } = await executor.load(productDecider, productId);
  if (state === null) throw Problem.notFound();
  if (state.vendorId !== caller.userId && !hasRole(caller, 'admin')) {
    throw Problem.forbidden('This product is another vendor’s.');
  }
  return state;
}
