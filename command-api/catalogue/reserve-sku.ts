import { skuClaim } from '../../domain/claim/claim.ts';
import { confirmSku, reserveSku as reserveStep } from '../../domain/product/adding-steps.ts';
import { productDecider } from '../../domain/product/product.ts';
import type { CommandContext, Executor } from '../../engine/commands/executor.ts';
import { takeStep } from '../../engine/commands/steps.ts';
import { confirmOthers } from '../confirm-others.ts';
import { accepted } from '../execution-answer.ts';
import { refusal } from '../refusals.ts';

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
  const reserve = reserveStep(productId, claimId, context.time);
  await confirmOthers(executor, reserve, productDecider, (owner) => confirmSku(owner, claimId), context);
  const { repeated } = accepted(await takeStep(executor, reserve, context));
  if (!repeated) return;
  const { state: claim } = await executor.load(skuClaim, claimId);
  if (claim.status === 'free' || claim.owner !== productId) throw refusal('sku-taken');
}
