import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { skuClaim } from '../../domain/claim/claim.ts';
import { inventoryDecider, mainWarehouse, onHand } from '../../domain/inventory/inventory.ts';
import { productDecider } from '../../domain/product/product.ts';
import type { CommandContext } from '../../engine/commands/executor.ts';
import { derivedId } from '../../engine/log/ids.ts';
import type { Position } from '../../engine/log/position.ts';
import { beginning, comparePositions } from '../../engine/log/position.ts';
import { Answer } from '../../http/answer.ts';
import { isUuid } from '../../http/path-id.ts';
import { Problem } from '../../http/problem.ts';
import { skuClaimId } from '../catalogue/sku-claim.ts';
import { CommandDependencies } from '../dependencies.ts';
import { accepted, commandHeaders } from '../execution-answer.ts';
import type { BatchLineDto } from './stock.dto.ts';

export class AdjustBatch extends Command<Answer> {
  constructor(
    readonly lines: readonly BatchLineDto[],
    readonly context: CommandContext,
  ) {
    super();
  }
}

type Line = {
  readonly index: number;
  readonly productId: string | null;
  readonly delta: number;
  readonly reason: string;
};

type Result = {
  readonly index: number;
  readonly ok: boolean;
  readonly onHand?: number;
  readonly code?: string;
  readonly message?: string;
};

/**
 * Adjusts stock line by line, each all or nothing under a command id of its own, so that a repeated batch repeats
 * nothing. Lines of one product keep their order; products go side by side.
 */
@CommandHandler(AdjustBatch)
export class AdjustBatchHandler implements ICommandHandler<AdjustBatch> {
  constructor(private readonly dependencies: CommandDependencies) {}

  async execute({ lines, context }: AdjustBatch): Promise<Answer> {
    checkNames(lines);
    const found = await Promise.all(lines.map((line, index) => this.find(line, index)));
    const positions: Position[] = [];
    const byProduct = new Map<string | null, Line[]>();
    for (const line of found) byProduct.set(line.productId, [...(byProduct.get(line.productId) ?? []), line]);
    const results = await Promise.all(
      [...byProduct.values()].map(async (sameProduct) => {
        const done: Result[] = [];
        for (const line of sameProduct) done.push(await this.adjust(line, context, positions));
        return done;
      }),
    );
    const last = positions.toSorted(comparePositions).at(-1) ?? (await this.dependencies.head()) ?? beginning;
    return new Answer(
      200,
      { results: results.flat().toSorted((a, b) => a.index - b.index) },
      commandHeaders(last, null),
    );
  }

  private async find({ productId, sku, delta, reason }: BatchLineDto, index: number): Promise<Line> {
    const { executor, pepper } = this.dependencies;
    let id = productId === undefined ? null : isUuid(productId) ? productId.toLowerCase() : null;
    if (sku !== undefined) {
      const { state } = await executor.load(skuClaim, skuClaimId(pepper, sku));
      id = state.status === 'free' ? null : state.owner;
    }
    const product = id === null ? null : (await executor.load(productDecider, id)).state;
    return { index, productId: product === null ? null : id, delta, reason };
  }

  private async adjust({ index, productId, delta, reason }: Line, context: CommandContext, positions: Position[]) {
    if (productId === null) return failure(index, Problem.notFound('There is no such product.'));
    const { executor } = this.dependencies;
    const { expectedRevision: _, ...plain } = context;
    const own = { ...plain, commandId: derivedId(context.commandId, index) };
    const command = { type: 'AdjustStock', delta, reason, warehouse: mainWarehouse } as const;
    try {
      const { revision, position } = accepted(await executor.execute(inventoryDecider, productId, command, own));
      positions.push(position);
      const now = await executor.load(inventoryDecider, productId);
      const then = now.revision === revision ? now : await executor.loadAt(inventoryDecider, productId, { revision });
      return { index, ok: true, onHand: onHand(then?.state ?? now.state) };
    } catch (error) {
      if (error instanceof Problem && error.status < 500 && error.code !== 'idempotency-key-reused') {
        return failure(index, error);
      }
      throw error;
    }
  }
}

function checkNames(lines: readonly BatchLineDto[]): void {
  const errors = lines.flatMap(({ productId, sku }, index) =>
    (productId === undefined) === (sku === undefined)
      ? [{ pointer: `/lines/${index}`, message: 'must name a productId or a sku, not both' }]
      : [],
  );
  if (errors.length > 0) throw Problem.invalid(...errors.slice(0, 50));
}

function failure(index: number, { code, message }: Problem): Result {
  return { index, ok: false, code, message };
}
