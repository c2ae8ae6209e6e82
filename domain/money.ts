/** An integer count of the currency's minor unit (ISO 4217 exponent), never a float. */
export type Money = { readonly amount: number; readonly currency: string };

export function money(amount: number, currency: string): Money {
  return { amount, currency };
}

/** Same amount of the same currency. */
export function equalMoney(one: Money, other: Money): boolean {
  return one.amount === other.amount && one.currency === other.currency;
}

/** Adds up amounts that are all of one currency; nothing is zero of it. */
export function sumOf(currency: string, amounts: readonly Money[]): Money {
  return money(
    amounts.reduce((sum, each) => sum + each.amount, 0),
    currency,
  );
}
