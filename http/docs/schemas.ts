import { fieldsOf, presenceOf, type Dto, type Field, type Presence } from '../field.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** JSON Schemas of DTO classes, gathered by name as OpenAPI's components. */
export class Schemas {
  private readonly gathered = new Map<string, Schema>();
  private readonly classes = new Map<string, Dto>();

  /** A reference to the class's schema; two classes may not share a name. */
  reference(dto: Dto): Schema {
    const name = dto.name.replace(/Dto$/, '');
    const known = this.classes.get(name);
    if (known !== undefined && known !== dto) throw new Error(`Two bodies are called ${dto.name}`);
    if (known === undefined) {
      this.classes.set(name, dto);
      this.gathered.set(name, this.ofClass(dto));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  all(): Readonly<Record<string, Schema>> {
    return Object.fromEntries([...this.gathered].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  private ofClass(dto: Dto): Schema {
    const fields = [...fieldsOf(dto)];
    const required = fields.filter(([name]) => presenceOf(dto, name) === 'required').map(([name]) => name);
    return {
      type: 'object',
      properties: Object.fromEntries(fields.map(([name, field]) => [name, nullable(this.ofField(field), presenceOf(dto, name))])),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: false,
    };
  }

  private ofField({ nested, list, schema }: Field): Schema {
    if (nested === undefined) return schema;
    const reference = this.reference(nested());
    return list === undefined ? { ...reference, ...schema } : { type: 'array', items: reference, ...schema };
  }
}

const nullable = (schema: Schema, presence: Presence): Schema =>
  presence === 'clearable' ? { anyOf: [schema, { type: 'null' }] } : schema;

/** The shape of an example, for answers: every member that it shows. */
export function shapeOf(example: unknown): Schema {
  if (example === null) return {};
  if (Array.isArray(example)) return { type: 'array', items: example.length === 0 ? {} : shapeOf(example[0]) };
  if (typeof example === 'number') return { type: Number.isInteger(example) ? 'integer' : 'number' };
  if (typeof example !== 'object') return { type: typeof example };
  const properties = Object.entries(example as object).map(([name, value]) => [name, shapeOf(value)]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}
