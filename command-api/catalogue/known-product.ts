import { productDecider } from '../../domain/product/product.ts';
import type { Product } from '../../domain/product/product.ts';
import type { Executor } from '../../engine/commands/executor.ts';
import { Problem } from '../../http/problem.ts';

/** A product as it is now, discontinued or not; 404 when there was never one. */
export async function knownProduct(executor: Executor, productId: string): Promise<Product> {
  const { state } = await executor.load(productDecider, productId);
  if (state === null) throw Problem.notFound(`There is no product ${productId}.`);
  return state;
}
