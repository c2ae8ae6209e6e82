import { commandExample } from '../examples.ts';
import type { CommandDoc } from '../refusals.ts';

const product = {
  name: 'Wireless headphones',
  description: 'Closed, 30 hours of music.',
  price: { amount: 7999, currency: 'EUR' },
  category: 'audio',
  images: ['https://shop.example/headphones.jpg'],
  attributes: { colour: 'black', wireless: true },
};

export const docs = {
  add: {
    summary: 'Add a product',
    description: 'Puts a product on sale under a sku of its own, with its first stock in the warehouse main.',
    body: { sku: 'HP-100', ...product, initialStock: 10 },
    status: 201,
    answer: { ...commandExample, revision: 0 },
    problems: ['sku-taken'],
  },
  replace: {
    summary: 'Replace a product',
    description: 'Tells everything of a product anew but its sku; what is left out is none. For its vendor and admins.',
    body: product,
    answer: commandExample,
    problems: ['not-found', 'product-unavailable', 'revision-mismatch'],
  },
  change: {
    summary: 'Change a product',
    description: 'Changes the fields that are given; null clears a description or category. For its vendor and admins.',
    body: { price: { amount: 6999, currency: 'EUR' } },
    answer: commandExample,
    problems: ['not-found', 'product-unavailable', 'revision-mismatch'],
  },
  discontinue: {
    summary: 'Discontinue a product',
    description: 'Takes a product off sale for good; existing orders keep it. For its vendor and admins.',
    answer: commandExample,
    problems: ['not-found', 'revision-mismatch'],
  },
} satisfies Record<string, CommandDoc>;
