import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { skuClaim } from '../../domain/claim/claim.ts';
import { inventoryDecider, mainWarehouse } from '../../domain/inventory/inventory.ts';
import { productDecider } from '../../domain/product/product.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Answer } from '../../http/answer.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import { detailsOf } from './product.dto.ts';
import type { NewProductDto } from './product.dto.ts';
import { reserveSku } from './reserve-sku.ts';
import { skuClaimId } from './sku-claim.ts';

export class AddProduct extends Command<Answer> {
  constructor(
    readonly product: NewProductDto,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/**
 * Adds a product in single-stream steps, each safe to repeat: reserve the sku, add, confirm the sku, receive the first
 * stock. After a crash in between, the same command or a finisher goes on. The answer's position is the last step's.
 */
@CommandHandler(AddProduct)
export class AddProductHandler implements ICommandHandler<AddProduct> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ product, context }: AddProduct): Promise<Answer> {
    const { executor, pepper } = this.dependencies;
    const { sku, initialStock = 0 } = product;
    const { expectedRevision: _, ...adding } = context;
    const { requestHash: __, ...plain } = adding;
    const productId = derivedId(context.commandId, 'product');
    const step = (name: string): CommandContext => ({ ...plain, commandId: derivedId(productId, name) });
    const claimId = skuClaimId(pepper, sku);

    await reserveSku(executor, claimId, productId, plain);
    failpoint('command:between-streams');
    const add = { sku, vendorId: context.actor.id, initialStock, ...detailsOf(product) };
    const added = accepted(await executor.execute(productDecider, productId, { type: 'AddProduct', ...add }, adding));
    const confirm = { type: 'Confirm', owner: productId } as const;
    let { position } = accepted(await executor.execute(skuClaim, claimId, confirm, step('confirm-sku')));
    if (initialStock > 0) {
      const receive = { quantity: initialStock, warehouse: mainWarehouse, reference: null };
      const command = { type: 'ReceiveStock', ...receive } as const;
      ({ position } = accepted(await executor.execute(inventoryDecider, productId, command, step('initial-stock'))));
    }
    const { revision } = added;
    return commandAnswer(productId, { revision, position }, { status: 201, location: `/api/v1/products/${productId}` });
  }
}
