import { Id, ListOf, Optional, Text, Whole } from '../../http/fields.ts';

const most = 1_000_000_000;
const warehouseField = () => Text({ max: 200, example: 'main', description: 'The first warehouse is main.' });
const deltaField = () => Whole({ min: -most, max: most, example: -2 });

export class ReceiptDto {
  @Whole({ min: 1, max: most, example: 50 })
  quantity!: number;

  @Optional()
  @warehouseField()
  warehouse?: string;

  @Optional({ clearable: true })
  @Text({ min: 0, example: 'delivery note 4711' })
  reference?: string | null;
}

export class AdjustmentDto {
  @deltaField()
  delta!: number;

  @Text({ example: 'stock count' })
  reason!: string;

  @Optional()
  @warehouseField()
  warehouse?: string;
}

/** A product by its id or by its sku, not both. */
export class BatchLineDto {
  @Optional()
  @Id()
  productId?: string;

  @Optional()
  @Text({ example: 'HP-100' })
  sku?: string;

  @deltaField()
  delta!: number;

  @Text({ example: 'stock count' })
  reason!: string;
}

export class BatchDto {
  @ListOf(() => BatchLineDto, { max: 1000 })
  lines!: BatchLineDto[];
}
