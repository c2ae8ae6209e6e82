/** The JSON types that stand under every path of a value: `lines[].quantity` → number. */
type Shape = ReadonlyMap<string, ReadonlySet<string>>;

/** A null says nothing of what else may be there; all that a golden sample leaves out in this way is text. */
const text: ReadonlySet<string> = new Set(['string']);

function shapeOf(value: unknown, path = '', shape = new Map<string, Set<string>>()): Shape {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  shape.set(path, (shape.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) for (const item of value) shapeOf(item, `${path}[]`, shape);
  else if (type === 'object') {
    for (const [field, kept] of Object.entries(value as object)) shapeOf(kept, `${path}.${field}`, shape);
  }
  return shape;
}

const parentOf = (path: string): string => path.replace(/(\[\]|\.[^.[\]]*)$/, '');
const values = (types: ReadonlySet<string> | undefined) => [...(types ?? [])].filter((type) => type !== 'null');

/** What is different in an event from the sample of its type: fields that came, went or changed their type. */
function differences(sample: Shape, event: Shape): readonly string[] {
  const came = [...event.keys()].filter((path) => !sample.has(path)).map((path) => `${path} was added`);
  const went = [...sample.keys()]
    .filter((path) => !event.has(path) && event.has(parentOf(path)))
    .filter((path) => !event.get(parentOf(path))!.has('null') && !path.endsWith('[]'))
    .map((path) => `${path} was removed`);
  const retyped = [...event].flatMap(([path, types]) => {
    const known = sample.get(path);
    if (known === undefined) return [];
    const expected = values(known).length === 0 ? text : known;
    const wrong = values(types).filter((type) => !expected.has(type));
    return wrong.length === 0 ? [] : [`${path} is ${wrong.join(', ')}, was ${[...known].join(', ')}`];
  });
  return [...came, ...went, ...retyped];
}

/**
 * How events differ from the golden sample of their type; empty: in nothing. A field may be null where the sample, or
 * another of the events, has a value. `open` are paths whose fields are free: a map, or commands of several types.
 */
export function shapeChanges(
  sample: object,
  events: readonly object[],
  open: readonly string[] = [],
): readonly string[] {
  const golden = shapeOf(sample);
  const shapes = events.map((event) => shapeOf(event));
  const never = [...golden]
    .filter(([path, types]) => shapes.some((shape) => shape.has(path)) && values(types).length > 0)
    .filter(([path]) => shapes.every((shape) => values(shape.get(path)).length === 0))
    .map(([path]) => `${path} is null in every event`);
  const changes = [...shapes.flatMap((shape) => differences(golden, shape)), ...never];
  return [...new Set(changes)].filter((change) => !open.some((path) => change.startsWith(path)));
}
