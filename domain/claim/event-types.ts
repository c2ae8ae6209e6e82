/** What the one gate for events knows of claims: who owns an e-mail is personal, who owns a sku is not. */
export const claimEventTypes = {
  EmailReserved: { version: 1, personal: ['owner'] },
  EmailConfirmed: { version: 1, personal: ['owner'] },
  EmailReleased: { version: 1, personal: ['owner'] },
  SkuReserved: { version: 1 },
  SkuConfirmed: { version: 1 },
  SkuReleased: { version: 1 },
} as const;
