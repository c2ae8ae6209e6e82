import { skuClaim } from '../../domain/claim/claim.ts';
import { productDecider } from '../../domain/product/product.ts';
import type { CommandContext, Executor } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';
import { accepted, refusal } from '../execution-answer.ts';

/** A reservation of a sku whose product never came to be is free again after so many seconds. */
export const staleSkuSeconds = 60;

/**
 * Reserves a sku for a product that is about to be added; throws the problem `sku-taken`. A product that died after it
 * was added keeps its sku; one that died before may have lost it, though its own reservation is in the log.
 */
export async function reserveSku(
  executor: Executor,
  claimId: string,
  productId: string,
  context: CommandContext,
): Promise<void> {
  await finishOther(executor, claimId, productId, context);
  const reserve = { type: 'Reserve', owner: productId, at: context.time, staleAfterSeconds: staleSkuSeconds } as const;
  const own = { ...context, commandId: derivedId(productId, 'reserve-sku') };
  const { repeated } = accepted(await executor.execute(skuClaim, claimId, reserve, own));
  if (!repeated) return;
  const { state: claim } = await executor.load(skuClaim, claimId);
  if (claim.status === 'free' || claim.owner !== productId) throw refusal('sku-taken');
}

async function finishOther(executor: Executor, claimId: string, productId: string, context: CommandContext) {
  const { state: claim } = await executor.load(skuClaim, claimId);
  if (claim.status !== 'reserved' || claim.owner === null || claim.owner === productId) return;
  const { owner } = claim;
  const { state: product } = await executor.load(productDecider, owner);
  if (product === null) return;
  const own = { ...context, commandId: derivedId(owner, 'confirm-sku') };
  await executor.execute(skuClaim, claimId, { type: 'Confirm', owner }, own);
}
