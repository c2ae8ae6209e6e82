/** What somebody may be in the shop, and be several of. */
export const roles = ['customer', 'vendor', 'admin'] as const;

export type Role = (typeof roles)[number];
