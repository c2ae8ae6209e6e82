import { commandExample, idExample } from '../examples.ts';
import type { CommandDoc } from '../refusals.ts';

export const docs = {
  add: {
    summary: 'Put into the cart',
    description: 'Adds a quantity of a product to what is in the caller’s cart. A cart has one currency.',
    body: { productId: idExample, quantity: 2 },
    answer: commandExample,
    problems: ['not-found', 'product-unavailable', 'mixed-currencies', 'revision-mismatch'],
  },
  set: {
    summary: 'Set a quantity',
    description: 'Sets the quantity of a product in the caller’s cart, adding the line when absent; 0 removes it.',
    body: { quantity: 3 },
    answer: commandExample,
    problems: ['not-found', 'product-unavailable', 'mixed-currencies', 'revision-mismatch'],
  },
  remove: {
    summary: 'Remove a line',
    description: 'Takes a product out of the caller’s cart; 404 when it is not in there.',
    answer: commandExample,
    problems: ['not-found', 'revision-mismatch'],
  },
  clear: {
    summary: 'Empty the cart',
    description: 'Takes everything out of the caller’s cart; an empty one stays as it is.',
    answer: commandExample,
    problems: ['revision-mismatch'],
  },
} satisfies Record<string, CommandDoc>;
