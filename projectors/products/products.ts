import type { InventoryEvent } from '../../domain/inventory/events.ts';
import type { Attributes, ProductDetails, ProductEvent } from '../../domain/product/events.ts';
import type { Recorded } from '../../engine/log/event.ts';
import { projection } from '../../engine/projections/projection.ts';
import { idIn } from '../stream-id.ts';
import type { ProductDocument } from './document.ts';

type CatalogueEvent = ProductEvent | InventoryEvent;

/** What follows from a product's details for sorting, searching and counting. */
function searchable({ name, attributes }: Pick<ProductDetails, 'name' | 'attributes'>) {
  return { sortName: name.toLowerCase(), attributeText: wordsOf(attributes), brand: brandOf(attributes) };
}

function wordsOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (typeof value === 'boolean' ? (value ? name : '') : `${name} ${value}`))
    .filter((words) => words !== '')
    .join(' ');
}

function brandOf(attributes: Attributes): string | null {
  const brand = Object.hasOwn(attributes, 'brand') ? attributes['brand'] : undefined;
  return typeof brand === 'string' ? brand : null;
}

/** How an event of the stock changes what can be sold. A shipped quantity was reserved before, so nothing changes. */
function changeOfAvailable(event: Recorded<InventoryEvent>): number {
  switch (event.type) {
    case 'StockReceived':
    case 'StockReleased':
    case 'StockReturned':
      return event.data.quantity;
    case 'StockAdjusted':
      return event.data.delta;
    case 'StockReserved':
      return -event.data.quantity;
    default:
      return 0;
  }
}

function evolve(product: ProductDocument | null, event: Recorded<CatalogueEvent>): ProductDocument | null {
  if (event.type === 'ProductAdded') {
    const { initialStock: _, ...details } = event.data;
    return {
      id: idIn(event.stream),
      ...details,
      ...searchable(details),
      available: product?.available ?? 0,
      discontinued: false,
      createdAt: event.time,
      updatedAt: event.time,
      revision: event.revision,
      addedAt: event.position,
    };
  }
  if (product === null) return null;
  const own = { updatedAt: event.time, revision: event.revision };
  switch (event.type) {
    case 'ProductChanged': {
      const changed = { ...product, ...event.data, ...own };
      return { ...changed, ...searchable(changed) };
    }
    case 'ProductDiscontinued':
      return { ...product, discontinued: true, ...own };
    default:
      return { ...product, available: product.available + changeOfAvailable(event) };
  }
}

/** The catalogue: listed, filtered, sorted and searched. */
export const products = projection<ProductDocument, CatalogueEvent>({
  name: 'products',
  version: 1,
  handles: [
    'ProductAdded',
    'ProductChanged',
    'ProductDiscontinued',
    'StockReceived',
    'StockAdjusted',
    'StockReserved',
    'StockReleased',
    'StockReturned',
  ],
  keys: (event) => [idIn(event.stream)],
  evolve,
  indexes: [
    { fields: ['discontinued', 'createdAt', 'addedAt'] },
    { fields: ['discontinued', 'category', 'createdAt'] },
    { fields: ['discontinued', 'vendorId', 'createdAt'] },
    { fields: ['discontinued', 'sortName'] },
    { fields: ['discontinued', 'price.currency', 'price.amount'] },
    { fields: ['discontinued', 'brand'] },
    { fields: ['discontinued', 'available'] },
  ],
  search: {
    text: { name: 10, sku: 8, category: 4, attributeText: 3, description: 1 },
    facets: ['category', 'brand', 'vendorId'],
  },
});
