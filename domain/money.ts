/** An integer count of the currency's minor unit (ISO 4217 exponent), never a float. */
export type Money = { readonly amount: number; readonly currency: string };
