import { Id, Whole } from '../../http/fields.ts';

export class CartItemDto {
  @Id({ example: '3f2b6c1e-9d47-4a58-8c0b-5e1f7a2d9b64' })
  productId!: string;

  @Whole({ min: 1, max: 999, example: 2 })
  quantity!: number;
}

export class CartQuantityDto {
  @Whole({ min: 0, max: 999, example: 2, description: '0 removes the line.' })
  quantity!: number;
}
