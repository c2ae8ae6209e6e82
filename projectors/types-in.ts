/** The names of a table of event types, so that a view of all of them cannot miss a new one. */
export function typesIn<Types extends object>(table: Types): readonly (keyof Types & string)[] {
  return Object.keys(table) as (keyof Types & string)[];
}
