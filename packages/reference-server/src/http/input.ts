/** From the parts of an HTTP request to the input of an operation: path, query and body become its fields. */
import type {Operation, Route} from '@parlor/sdk/protocol';
import * as v from 'valibot';
import {Refusal} from '../domain/refusal.js';

export type Parts = {
  path: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** The parsed JSON; `undefined` when there is none. */
  body: unknown;
};

/**
 * Puts the parts together. Every field comes from one place only: what the path or the route says cannot be said again
 * in the body. Whether the fields are the operation's own is for its schema to say.
 * @throws {Refusal} SCHEMA
 */
export function inputOf(operation: Operation, route: Route, {path, query, body}: Parts): Record<string, unknown> {
  const hasBody = takesBody(route);
  if (hasBody && body !== undefined && !isPlainObject(body)) throw new Refusal('SCHEMA', 'the body is a JSON object');
  if (hasBody && query.size > 0) throw new Refusal('SCHEMA', `the query field ${firstOf(query)} is not known here`);
  const fields = new Map<string, unknown>();
  const put = (name: string, value: unknown): void => {
    if (fields.has(name)) throw new Refusal('SCHEMA', `${name} is there twice`);
    fields.set(name, value);
  };
  for (const [name, value] of Object.entries(route.fixed ?? {})) put(name, value);
  for (const [name, value] of Object.entries(path)) put(name, value);
  if (hasBody) for (const [name, value] of Object.entries(body ?? {})) put(name, value);
  else {
    const known = fieldsOf(operation.input);
    for (const [name, text] of query) {
      if (!Object.hasOwn(known, name)) throw new Refusal('SCHEMA', `the query field ${name} is not known`);
      put(name, readQueryValue(known[name] as v.GenericSchema, text));
    }
  }
  return Object.fromEntries(fields);
}

/** GET and DELETE take their fields from the query, the others from a JSON body. */
export const takesBody = ({method}: Route): boolean => method !== 'GET' && method !== 'DELETE';

const firstOf = (query: URLSearchParams): string => [...query.keys()][0] ?? '';

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of an operation's input, which is always an object. */
export function fieldsOf(schema: v.GenericSchema): Record<string, v.GenericSchema> {
  return (schema as unknown as {entries: Record<string, v.GenericSchema>}).entries;
}

/**
 * A query value is text; the schema says what it means. Where it does not mean what it should, the text stays and the
 * schema refuses it. In a union the first member that takes the value wins.
 */
export function readQueryValue(schema: v.GenericSchema, text: string): unknown {
  const {type, wrapped, options} = schema as unknown as {
    type: string;
    wrapped?: v.GenericSchema;
    options?: v.GenericSchema[];
  };
  if (wrapped !== undefined) return readQueryValue(wrapped, text);
  if (type === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'union') {
    const values = (options ?? []).map((option) => ({option, value: readQueryValue(option, text)}));
    return (values.find(({option, value}) => v.is(option, value)) ?? {value: text}).value;
  }
  return text;
}
