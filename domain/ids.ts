/** All ids are UUIDs in lower case. */
export type UserId = string;
export type ProductId = string;
export type OrderId = string;
export type AddressId = string;
