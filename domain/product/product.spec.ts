import { describe, expect, test } from '@jest/globals';
import { given } from '../../test/given-when-then.ts';
import { euro, vendorId } from '../../test/orders.ts';
import type { ProductEvent } from './events.ts';
import { productDecider } from './product.ts';

const headphones = {
  sku: 'HP-1',
  vendorId,
  name: 'Headphones',
  description: null,
  price: euro(7999),
  category: 'audio',
  images: ['https://shop.example/hp.jpg'],
  attributes: { colour: 'black', wireless: true },
  initialStock: 10,
};
const addProduct = { type: 'AddProduct', ...headphones } as const;
const added: ProductEvent = { type: 'ProductAdded', data: headphones };
const discontinued: ProductEvent = { type: 'ProductDiscontinued', data: {} };

describe('a product', () => {
  test('is added once', () => {
    given(productDecider).when(addProduct).thenHappens(added);
    given(productDecider, added).when(addProduct).thenNothingHappens();
  });

  test('changes in what differs', () => {
    given(productDecider, added)
      .when({
        type: 'ChangeProduct',
        changes: {
          name: 'Headphones',
          description: 'Loud',
          price: euro(6999),
          category: null,
          images: [],
          attributes: { colour: 'red', wireless: true },
        },
      })
      .thenHappens({
        type: 'ProductChanged',
        data: {
          description: 'Loud',
          price: euro(6999),
          category: null,
          images: [],
          attributes: { colour: 'red', wireless: true },
        },
      });
    given(productDecider, added)
      .when({ type: 'ChangeProduct', changes: { name: 'Better headphones' } })
      .thenHappens({ type: 'ProductChanged', data: { name: 'Better headphones' } });
  });

  test('does not change when everything is as it was', () => {
    const { sku, vendorId: _vendor, initialStock, ...same } = headphones;
    expect([sku, initialStock]).toEqual(['HP-1', 10]);
    given(productDecider, added)
      .when({ type: 'ChangeProduct', changes: { ...same, attributes: { wireless: true, colour: 'black' } } })
      .thenNothingHappens();
  });

  test('changes when it costs the same in another currency, or has one attribute less or another', () => {
    for (const changes of [
      { price: { amount: 7999, currency: 'USD' } },
      { attributes: { colour: 'black' } },
      { attributes: { colour: 'black', wired: true } },
      { images: ['https://shop.example/other.jpg'] },
    ]) {
      given(productDecider, added)
        .when({ type: 'ChangeProduct', changes })
        .thenHappens({ type: 'ProductChanged', data: changes });
    }
  });

  test('is discontinued once, and changes no more', () => {
    given(productDecider, added).when({ type: 'DiscontinueProduct' }).thenHappens(discontinued);
    given(productDecider, added, discontinued).when({ type: 'DiscontinueProduct' }).thenNothingHappens();
    given(productDecider, added, discontinued)
      .when({ type: 'ChangeProduct', changes: { name: 'New' } })
      .thenRefused('product-unavailable');
  });

  test('that was never added cannot change', () => {
    given(productDecider).when({ type: 'ChangeProduct', changes: {} }).thenRefused('not-found');
    given(productDecider).when({ type: 'DiscontinueProduct' }).thenRefused('not-found');
    expect(given(productDecider, discontinued).state).toBeNull();
    expect(given(productDecider, { type: 'ProductChanged', data: { name: 'x' } }).state).toBeNull();
  });

  test('is what its changes made of it', () =>
    expect(given(productDecider, added, { type: 'ProductChanged', data: { name: 'New' } }, discontinued).state).toEqual(
      {
        ...headphones,
        name: 'New',
        discontinued: true,
      },
    ));
});
