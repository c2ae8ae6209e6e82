import type { Money } from '../../domain/money.ts';
import { periodOf } from './period.ts';
import type { Interval } from './period.ts';

/** Money of the orders confirmed in a time; what was cancelled is not in it. */
type Sales = {
  readonly orders: number;
  readonly gross: Money;
  readonly refunded: Money;
  /** Gross less refunded. */
  readonly net: Money;
  /** Gross an order, rounded to the minor unit; 0 without orders. */
  readonly averageOrder: Money;
};

export type ProductSales = {
  readonly productId: string;
  readonly name: string;
  readonly quantity: number;
  readonly gross: Money;
};

export type Financials = {
  readonly totals: Sales;
  readonly series: readonly (Sales & { readonly period: string })[];
  readonly topProducts: readonly ProductSales[];
};

/** What was sold on one day, in minor units. */
type Day = { readonly day: string; readonly orders: number; readonly gross: number; readonly refunded: number };

export function salesOf(days: readonly Day[], currency: string): Sales {
  const money = (amount: number): Money => ({ amount, currency });
  const sumOf = (field: 'orders' | 'gross' | 'refunded') => days.reduce((sum, day) => sum + day[field], 0);
  const [orders, gross, refunded] = [sumOf('orders'), sumOf('gross'), sumOf('refunded')];
  return {
    orders,
    gross: money(gross),
    refunded: money(refunded),
    net: money(gross - refunded),
    averageOrder: money(orders === 0 ? 0 : Math.round(gross / orders)),
  };
}

/** The periods in which anything was sold, in order. */
export function seriesOf(days: readonly Day[], interval: Interval, currency: string): Financials['series'] {
  const periods = [...new Set(days.map(({ day }) => periodOf(day, interval)))].toSorted();
  return periods.map((period) => {
    const within = days.filter(({ day }) => periodOf(day, interval) === period);
    return { period, ...salesOf(within, currency) };
  });
}

const exampleSales: Sales = salesOf([{ day: '2026-03-02', orders: 2, gross: 31996, refunded: 7999 }], 'EUR');

export const exampleFinancials: Financials = {
  totals: exampleSales,
  series: [{ period: '2026-03-02', ...exampleSales }],
  topProducts: [
    {
      productId: '3d9a1e70-54c2-8b6f-a1d3-7c5e9f0b2a44',
      name: 'Copper Kettle',
      quantity: 4,
      gross: { amount: 31996, currency: 'EUR' },
    },
  ],
};
