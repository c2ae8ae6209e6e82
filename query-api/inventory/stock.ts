import type { InventoryDocument, WarehouseStock } from '../../projectors/inventory/inventory.ts';

/** The stock of a product; `id` is the product's. */
export type Stock = {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly warehouses: readonly WarehouseStock[];
  readonly lowStock: boolean;
  readonly revision: number;
};

export function stockOf(document: InventoryDocument, lowStock: number): Stock {
  const { vendorId: _, ...stock } = document;
  return { id: stock.productId, ...stock, lowStock: stock.available <= lowStock };
}

export const exampleStock: Stock = {
  id: '3d9a1e70-54c2-8b6f-a1d3-7c5e9f0b2a44',
  productId: '3d9a1e70-54c2-8b6f-a1d3-7c5e9f0b2a44',
  sku: 'KET-1',
  onHand: 12,
  reserved: 3,
  available: 9,
  warehouses: [
    { warehouse: 'main', onHand: 10, reserved: 3 },
    { warehouse: 'north', onHand: 2, reserved: 0 },
  ],
  lowStock: false,
  revision: 4,
};
