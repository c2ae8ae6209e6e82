import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { confirmSku, reserveSku, stepsAfterAdding } from '../../domain/product/adding-steps.ts';
import { productDecider } from '../../domain/product/product.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { takeSteps } from '../../engine/commands/steps.ts';
import { failpoint } from '../../engine/tools/failpoint.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Answer } from '../../http/answer.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandAnswer } from '../execution-answer.ts';
import { reserveName } from '../reserve-name.ts';
import { detailsOf } from './product.dto.ts';
import type { NewProductDto } from './product.dto.ts';
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
    const productId = derivedId(context.commandId, 'product');
    const claimId = skuClaimId(pepper, sku);

    const reserve = reserveSku(productId, claimId, context.time);
    const confirm = (owner: string) => confirmSku(owner, claimId);
    await reserveName(executor, { reserve, owners: productDecider, confirm, taken: 'sku-taken' }, context);
    failpoint('command:between-streams');
    const add = { sku, vendorId: context.actor.id, initialStock, ...detailsOf(product) };
    const added = accepted(await executor.execute(productDecider, productId, { type: 'AddProduct', ...add }, adding));
    const rest = await takeSteps(executor, stepsAfterAdding(productId, claimId, initialStock), context, accepted);
    const { position } = rest.at(-1)!;
    const { revision } = added;
    return commandAnswer(productId, { revision, position }, { status: 201, location: `/api/v1/products/${productId}` });
  }
}
