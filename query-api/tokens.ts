/** Injection tokens of what the query API reads from; the application provides them. */
export const VIEWS = Symbol('Views');
export const EVENT_CODEC = Symbol('EventCodec');
export const PROJECTION_ADMIN = Symbol('ProjectionAdmin');
export const PROCESS_MANAGERS = Symbol('ProcessManagers');
export const AUDIT = Symbol('Audit');
export const QUERY_SETTINGS = Symbol('QuerySettings');

export type QuerySettings = {
  /** Of money that is summed or compared when the query names no currency (ISO 4217). */
  readonly currency: string;
  /** At or below so much available, stock is low. */
  readonly lowStock: number;
};
