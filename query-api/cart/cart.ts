import type { Money } from '../../domain/money.ts';

export type CartLine = {
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly lineTotal: Money;
  readonly available: number;
};

export type Cart = { readonly items: readonly CartLine[]; readonly total: Money | null; readonly revision: number };

/** Null for an empty cart, and when prices were changed to different currencies since: amounts then do not sum. */
export function totalOf(lines: readonly CartLine[]): Money | null {
  const currency = lines[0]?.lineTotal.currency;
  if (currency === undefined || lines.some((line) => line.lineTotal.currency !== currency)) return null;
  return { amount: lines.reduce((sum, line) => sum + line.lineTotal.amount, 0), currency };
}

export const exampleCart: Cart = {
  items: [
    {
      productId: '3d9a1e70-54c2-8b6f-a1d3-7c5e9f0b2a44',
      sku: 'KET-1',
      name: 'Copper Kettle',
      quantity: 2,
      unitPrice: { amount: 7999, currency: 'EUR' },
      lineTotal: { amount: 15998, currency: 'EUR' },
      available: 12,
    },
  ],
  total: { amount: 15998, currency: 'EUR' },
  revision: 4,
};
