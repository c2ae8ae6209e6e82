import { accept, reject } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { unreachable } from '../event.ts';
import { equalMoney } from '../money.ts';
import type { ProductCommand } from './commands.ts';
import type { Attributes, ProductDetails, ProductEvent } from './events.ts';
import type { Product } from './state.ts';

/** A product is added once, changed while it is on sale, and discontinued for good. */
export function decide(command: ProductCommand, product: Product | null): Decision<ProductEvent> {
  switch (command.type) {
    case 'AddProduct':
      return product === null ? accept(added(command)) : accept();
    case 'ChangeProduct':
      if (product === null) return reject('not-found');
      if (product.discontinued) return reject('product-unavailable');
      return change(product, command.changes);
    case 'DiscontinueProduct':
      if (product === null) return reject('not-found');
      return product.discontinued ? accept() : accept({ type: 'ProductDiscontinued', data: {} });
    default:
      return unreachable(command, reject('not-found'));
  }
}

function added(command: Extract<ProductCommand, { type: 'AddProduct' }>): ProductEvent {
  const { sku, vendorId, initialStock, name, description, price, category, images, attributes } = command;
  return {
    type: 'ProductAdded',
    data: { sku, vendorId, name, description, price, category, images, attributes, initialStock },
  };
}

function change(product: Product, wanted: Partial<ProductDetails>): Decision<ProductEvent> {
  const { name, description, price, category, images, attributes } = wanted;
  const changes: Partial<ProductDetails> = {
    ...(name === undefined || name === product.name ? {} : { name }),
    ...(description === undefined || description === product.description ? {} : { description }),
    ...(price === undefined || equalMoney(price, product.price) ? {} : { price }),
    ...(category === undefined || category === product.category ? {} : { category }),
    ...(images === undefined || sameImages(images, product.images) ? {} : { images }),
    ...(attributes === undefined || sameAttributes(attributes, product.attributes) ? {} : { attributes }),
  };
  return Object.keys(changes).length === 0 ? accept() : accept({ type: 'ProductChanged', data: changes });
}

function sameImages(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((image, index) => image === other[index]);
}

/** The order of attributes says nothing. */
function sameAttributes(one: Attributes, other: Attributes): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
  );
}
