import { commandExample, idExample } from '../examples.ts';
import type { CommandDoc } from '../refusals.ts';

export const docs = {
  receive: {
    summary: 'Receive stock',
    description:
      'Adds what came in to a warehouse (main by default). The id is the product’s, the revision its stock’s.',
    body: { quantity: 50, warehouse: 'main', reference: 'delivery note 4711' },
    answer: commandExample,
    problems: ['not-found', 'revision-mismatch'],
  },
  adjust: {
    summary: 'Adjust stock',
    description: 'Corrects the stock of a warehouse (main by default) up or down, never below what is reserved there.',
    body: { delta: -2, reason: 'stock count', warehouse: 'main' },
    answer: commandExample,
    problems: ['not-found', 'insufficient-stock', 'revision-mismatch'],
  },
  batch: {
    summary: 'Adjust much stock',
    description:
      'Adjusts the stock of up to 1,000 products in the warehouse main, each named by id or sku. Each line is all or ' +
      'nothing; the answer says for each what became of it.',
    body: {
      lines: [
        { productId: idExample, delta: 5, reason: 'stock count' },
        { sku: 'HP-100', delta: -99, reason: 'stock count' },
      ],
    },
    answer: {
      results: [
        { index: 0, ok: true, onHand: 15 },
        { index: 1, ok: false, code: 'insufficient-stock', message: 'Not enough stock' },
      ],
    },
  },
} satisfies Record<string, CommandDoc>;
