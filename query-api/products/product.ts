import type { ProductDocument } from '../../projectors/products/document.ts';

/** A product as people are shown it. `rating` comes with reviews. */
export type Product = Pick<
  ProductDocument,
  | 'id'
  | 'sku'
  | 'name'
  | 'description'
  | 'price'
  | 'category'
  | 'images'
  | 'attributes'
  | 'vendorId'
  | 'available'
  | 'createdAt'
  | 'updatedAt'
  | 'revision'
>;

export function productOf(document: ProductDocument): Product {
  const { id, sku, name, description, price, category, images, attributes } = document;
  const { vendorId, available, createdAt, updatedAt, revision } = document;
  const own = { id, sku, name, description, price, category, images, attributes };
  return { ...own, vendorId, available, createdAt, updatedAt, revision };
}

export const exampleProduct: Product = {
  id: '3d9a1e70-54c2-8b6f-a1d3-7c5e9f0b2a44',
  sku: 'KET-1',
  name: 'Copper Kettle',
  description: 'Whistles when it boils.',
  price: { amount: 7999, currency: 'EUR' },
  category: 'kitchen',
  images: ['https://images.example.com/kettle.jpg'],
  attributes: { brand: 'Hearth', litres: 1.5 },
  vendorId: '8c1f0a2b-93d4-8e57-b6a8-2f3e4d5c6b7a',
  available: 12,
  createdAt: '2026-03-01T09:30:00.000Z',
  updatedAt: '2026-03-02T14:05:00.000Z',
  revision: 3,
};
