const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs a hundred times what using it does. */
function formatOf(currency: string): Intl.NumberFormat {
  const format = formats.get(currency) ?? new Intl.NumberFormat('en', { style: 'currency', currency });
  formats.set(currency, format);
  return format;
}

/** An amount in minor units as people read it: `€79.99`, `¥500`, `KWD 1.250`. Exact: no float is involved. */
export function amountText(minorUnits: number, currency: string): string {
  const format = formatOf(currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const whole = String(Math.abs(minorUnits)).padStart(digits + 1, '0');
  const decimal = digits === 0 ? whole : `${whole.slice(0, -digits)}.${whole.slice(-digits)}`;
  // TypeScript's library does not know yet that exact decimal strings may be formatted (ECMA-402, 2023).
  return format.format((minorUnits < 0 ? `-${decimal}` : decimal) as unknown as number);
}
