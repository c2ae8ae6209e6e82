import { skuClaim } from '../claim/claim.ts';
import type { Claim } from '../claim/claim.ts';
import { staleAfterSeconds } from '../claim/commands.ts';
import type { ClaimCommand } from '../claim/commands.ts';
import type { ClaimEvent } from '../claim/events.ts';
import type { ProductId } from '../ids.ts';
import type { InventoryCommand } from '../inventory/commands.ts';
import type { InventoryEvent } from '../inventory/events.ts';
import { inventoryDecider, mainWarehouse } from '../inventory/inventory.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Step } from '../step.ts';

type SkuStep = Step<Claim, ClaimCommand, ClaimEvent<'Sku'>>;

/** The first step of adding a product. The second adds it, under the command's own id. */
export function reserveSku(productId: ProductId, claimId: string, at: string): SkuStep {
  const command = { type: 'Reserve', owner: productId, at, staleAfterSeconds } as const;
  return { name: 'reserve-sku', of: productId, decider: skuClaim, id: claimId, command };
}

/** An added product has its sku for good. */
export function confirmSku(productId: ProductId, claimId: string): SkuStep {
  const command = { type: 'Confirm', owner: productId } as const;
  return { name: 'confirm-sku', of: productId, decider: skuClaim, id: claimId, command };
}

function receiveFirstStock(productId: ProductId, quantity: number): Step<Inventory, InventoryCommand, InventoryEvent> {
  const command = { type: 'ReceiveStock', quantity, warehouse: mainWarehouse, reference: null } as const;
  return { name: 'initial-stock', of: productId, decider: inventoryDecider, id: productId, command };
}

/** What adding takes once the product is written; also its finisher, after a crash. */
export function stepsAfterAdding(productId: ProductId, claimId: string, initialStock: number): readonly Step[] {
  const confirm = confirmSku(productId, claimId);
  return initialStock > 0 ? [confirm, receiveFirstStock(productId, initialStock)] : [confirm];
}
