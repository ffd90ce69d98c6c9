/**
 * The OpenAPI document, made from the operations table. `openapi.json` beside package.json is its committed text, which the
 * server hands out as it is; a test fails when the two differ. `UPDATE_OPENAPI=1` makes that test write it.
 */

import * as protocol from '@parlor/sdk/protocol';
import {failures, type Operation, operations, type Route} from '@parlor/sdk/protocol';
import {type ConversionConfig, toJsonSchemaDefs} from '@valibot/to-json-schema';
import type * as v from 'valibot';

type Json = Record<string, unknown>;
type ObjectSchema = {properties: Record<string, Json>; required?: string[]};

export const openapiFile = new URL('../openapi.json', import.meta.url);

const isSchema = (value: unknown): value is v.GenericSchema => (value as {kind?: unknown} | null)?.kind === 'schema';

const conversion: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  errorMode: 'ignore',
  ignoreActions: ['check', 'safe_integer', 'trim'],
  overrideSchema({valibotSchema, jsonSchema}) {
    const pipe = 'pipe' in valibotSchema ? (valibotSchema.pipe as readonly {type: string}[]) : [];
    if (!pipe.some(({type}) => type === 'safe_integer')) return undefined;
    return {maximum: Number.MAX_SAFE_INTEGER, ...jsonSchema, type: 'integer' as const};
  },
};

/** The nouns by name, and every operation's input and output. */
function schemas(): Record<string, Json> {
  const definitions: Record<string, v.GenericSchema> = {};
  const named = new Set<v.GenericSchema>();
  // `Rev` is `Seq`: a schema keeps its first name
  for (const [name, value] of ['Seq', ...Object.keys(protocol).sort()].map(
    (name) => [name, (protocol as Json)[name]] as const,
  )) {
    if (!isSchema(value) || named.has(value)) continue;
    named.add(value);
    definitions[name] = value;
  }
  for (const [name, {input, output}] of Object.entries(operations) as [string, Operation][]) {
    definitions[`${name}.input`] = input;
    definitions[`${name}.output`] = output;
  }
  const text = JSON.stringify(toJsonSchemaDefs(definitions, conversion));
  return JSON.parse(text.replaceAll('#/$defs/', '#/components/schemas/')) as Record<string, Json>;
}

export function openapiText(): string {
  const all = schemas();
  const used = new Set<string>();
  const paths: Record<string, Json> = {};
  for (const [name, operation] of Object.entries(operations) as [string, Operation][]) {
    for (const [index, route] of operation.rest.entries()) {
      const path = (paths[`/v1${route.path}`] ??= {});
      path[route.method.toLowerCase()] = describe(name, index, operation, route, all);
    }
  }
  mark(paths, all, used);
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Parlor',
      version: String(protocol.protocolVersion),
      description:
        'The REST form of the Parlor wire protocol. A failure answers with its code; the HTTP status follows from it.',
      license: {name: 'MIT', identifier: 'MIT'},
    },
    servers: [{url: '/'}],
    security: [{token: []}],
    paths,
    components: {
      securitySchemes: {token: {type: 'http', scheme: 'bearer', bearerFormat: 'JWT'}},
      responses: {
        failure: {
          description: failureTable(),
          content: {'application/json': {schema: {$ref: '#/components/schemas/Failure'}}},
        },
      },
      schemas: Object.fromEntries([...used].sort().map((name) => [name, all[name]])),
    },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

const failureTable = (): string =>
  Object.entries(failures)
    .map(([code, {http, says}]) => `${code} (${http}): ${says}`)
    .join('\n');

function describe(name: string, index: number, operation: Operation, route: Route, all: Record<string, Json>): Json {
  const {properties, required = []} = all[`${name}.input`] as ObjectSchema;
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, field]) => field as string);
  const rest = Object.entries(properties).filter(
    ([field]) => !inPath.includes(field) && !Object.hasOwn(route.fixed ?? {}, field),
  );
  const isBody = route.method !== 'GET' && route.method !== 'DELETE';
  const parameters = [
    ...inPath.map((field) => ({name: field, in: 'path', required: true, schema: properties[field]})),
    ...(isBody
      ? []
      : rest.map(([field, schema]) => ({name: field, in: 'query', required: required.includes(field), schema}))),
    ...(operation.durable
      ? [{name: 'Idempotency-Key', in: 'header', required: false, schema: {$ref: '#/components/schemas/OpId'}}]
      : []),
  ];
  const body = {
    type: 'object',
    properties: Object.fromEntries(rest),
    required: required.filter((field) => rest.some(([key]) => key === field)),
    additionalProperties: false,
  };
  return {
    operationId: index === 0 ? name : `${name}.${route.method.toLowerCase()}`,
    summary: operation.does,
    'x-who': operation.who,
    'x-cost': operation.cost,
    ...(parameters.length > 0 && {parameters}),
    ...(isBody &&
      rest.length > 0 && {
        requestBody: {required: body.required.length > 0, content: {'application/json': {schema: body}}},
      }),
    responses: {
      200: {description: 'Done.', content: {'application/json': {schema: all[`${name}.output`]}}},
      default: {$ref: '#/components/responses/failure'},
    },
  };
}

/** Collects the names of the schemas that `value` refers to, directly or not. */
function mark(value: unknown, all: Record<string, Json>, used: Set<string>): void {
  const refer = (name: string): void => {
    if (used.has(name)) return;
    used.add(name);
    mark(all[name], all, used);
  };
  refer('Failure');
  for (const [, name] of JSON.stringify(value ?? null).matchAll(/#\/components\/schemas\/([^"]+)/g))
    refer(name as string);
}
