/** What commands tell of; each has some of it. */
type Particulars = {
  readonly productId?: string;
  readonly quantity?: number;
  readonly reason?: string;
  readonly attempt?: number;
};

/** A decision of the saga as it is recorded. */
export type Decided = {
  readonly input: { readonly type: string };
  readonly decision: string;
  readonly because: string;
  readonly commands: readonly { readonly type: string; readonly data: Particulars }[];
  readonly timeouts: readonly { readonly name: string; readonly dueAt: string }[];
};

/** What the saga heard, decided and why, what it sends and when it will wake. */
export function decisionText(decided: Decided, names: ReadonlyMap<string, string>): string {
  const { input, decision, because, commands, timeouts } = decided;
  const sends = commands.map(({ type, data }) =>
    [type, particulars(data, names)].filter((part) => part !== '').join(' '),
  );
  return [
    `On ${input.type}: ${because} (${decision})`,
    ...(sends.length === 0 ? [] : [`Sends ${sends.join(', ')}.`]),
    ...timeouts.map(({ name, dueAt }) => `Wakes at ${dueAt} (${name}).`),
  ].join(' ');
}

function particulars(
  { productId, quantity, reason, attempt }: Particulars,
  names: ReadonlyMap<string, string>,
): string {
  const parts = [
    ...(quantity === undefined ? [] : [`${quantity} ×`]),
    ...(productId === undefined ? [] : [names.get(productId) ?? productId]),
    ...(reason === undefined ? [] : [reason]),
    ...(attempt !== undefined && attempt > 1 ? [`attempt ${attempt}`] : []),
  ];
  return parts.join(' ');
}
