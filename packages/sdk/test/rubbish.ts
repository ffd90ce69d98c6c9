/** Values of the wrong shape, made from the schemas of the protocol: what fits, and what a hostile or broken peer makes of it. */
import fc from 'fast-check';
import type * as v from 'valibot';

type Loose = {
  type: string;
  kind: string;
  entries?: Record<string, Loose>;
  wrapped?: Loose;
  item?: Loose;
  value?: Loose;
  items?: Loose[];
  options?: unknown[];
  literal?: unknown;
  pipe?: readonly ({kind: string; type: string; requirement?: unknown} & Loose)[];
};

/** Values for schemas that cannot be guessed from their shape: ids that exist, and texts of a pattern. */
export type Known = ReadonlyMap<unknown, fc.Arbitrary<unknown>>;

/** Values that the schema is likely to take. */
export function fitting(schema: v.GenericSchema, known: Known): fc.Arbitrary<unknown> {
  return make(schema as unknown as Loose, known);
}

function make(schema: Loose, known: Known): fc.Arbitrary<unknown> {
  const given = known.get(schema);
  if (given) return given;
  for (const step of schema.pipe ?? []) {
    const inner = known.get(step);
    if (inner) return inner;
  }
  const base = schema.pipe?.[0] ?? schema;
  switch (base.type) {
    case 'object':
    case 'strict_object':
    case 'loose_object':
      return ofEntries(base.entries ?? {}, known);
    case 'array':
      return fc.array(make(base.item as Loose, known), {maxLength: 3});
    case 'tuple':
      return fc.tuple(...(base.items ?? []).map((item) => make(item, known)));
    case 'record':
      return fc.dictionary(fc.string({maxLength: 5}), make(base.value as Loose, known), {maxKeys: 3});
    case 'optional':
    case 'nullable':
    case 'nullish':
      return make(base.wrapped as Loose, known);
    case 'union':
    case 'variant':
      return fc.oneof(...(base.options as Loose[]).map((option) => make(option, known)));
    case 'picklist':
    case 'enum':
      return fc.constantFrom(...(base.options as unknown[]));
    case 'literal':
      return fc.constant(base.literal);
    case 'number':
      return fc.nat({max: 50});
    case 'boolean':
      return fc.boolean();
    case 'string':
      return fc.string({minLength: 1, maxLength: 12});
    default:
      return fc.jsonValue({maxDepth: 2});
  }
}

function ofEntries(entries: Record<string, Loose>, known: Known): fc.Arbitrary<unknown> {
  const parts = Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, make(entry, known)]));
  const requiredKeys = Object.keys(entries).filter(
    (name) => !['optional', 'nullish'].includes((entries[name]?.pipe?.[0] ?? entries[name])?.type ?? ''),
  );
  return fc.record(parts, {requiredKeys});
}

const nested = (levels: number, list: boolean): unknown => {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level++) value = list ? [value] : {in: value};
  return value;
};

/** JSON that names the prototype, as a parser gives it: an own field, no prototype. */
const poison = (): unknown =>
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}');

/** What no field of the protocol is. All of it can travel as JSON. */
export const rubbish: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    0.5,
    -0,
    2 ** 53,
    -(2 ** 53),
    1e308,
    Number.MIN_VALUE,
    '',
    ' ',
    '\0',
    '\u2028',
    '\ud800',
    'a\udc00b',
    '__proto__',
    'constructor',
    '%00',
    '../..',
    "'; drop table message; --",
    '%',
    '_',
    [],
    {},
    [null],
    [[]],
  ),
  fc.constantFrom(40, 400, 1_000).chain((levels) => fc.boolean().map((list) => nested(levels, list))),
  fc.constantFrom(130, 9_000, 60_000).map((length) => 'x'.repeat(length)),
  fc.constantFrom(200, 6_000).map((length) => Array.from({length}, (_, n) => n)),
  fc.constant(null).map(poison),
  fc.jsonValue({maxDepth: 3}),
);

/** Names that a request must not bring, and those that reach for the prototype. */
const extras = [
  'sender',
  'seq',
  'rev',
  'role',
  'ts',
  'user',
  'thread',
  'x',
  '',
  '__proto__',
  'constructor',
  'toString',
];

type Place = {parent: Record<string, unknown> | unknown[]; key: string};

function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push({parent: value as Record<string, unknown>, key});
    placesIn((value as Record<string, unknown>)[key], found);
  }
  return found;
}

function put(parent: Place['parent'], key: string, value: unknown): void {
  // as a parser does it: `__proto__` too is a field
  Object.defineProperty(parent, key, {value, enumerable: true, configurable: true, writable: true});
}

/** A fitting value with one to three things wrong: replaced, missing, or too much. */
export function spoilt(fit: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({
    at: fc.nat(),
    how: fc.constantFrom('replace', 'drop', 'add'),
    value: rubbish,
    name: fc.constantFrom(...extras),
  });
  return fc.oneof(
    {weight: 1, arbitrary: rubbish},
    {
      weight: 8,
      arbitrary: fc.tuple(fit, fc.array(change, {minLength: 1, maxLength: 3})).map(([fitted, changes]) => {
        const value = structuredClone(fitted);
        for (const {at, how, value: bad, name} of changes) {
          const places = placesIn(value);
          const place = places[at % Math.max(1, places.length)];
          if (!place) continue;
          const {parent, key} = place;
          if (how === 'replace') put(parent, key, bad);
          else if (how === 'drop') Reflect.deleteProperty(parent, key);
          else put(Array.isArray(parent) ? (value as Record<string, unknown>) : parent, name, bad);
        }
        return value;
      }),
    },
  );
}

/** Whether something got into the prototype of all objects. */
export const isPolluted = (): boolean =>
  (({}) as {polluted?: unknown}).polluted !== undefined || Object.keys(Object.prototype).length > 0;
