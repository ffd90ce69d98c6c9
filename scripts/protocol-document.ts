/**
 * What the protocol's code says of itself: the JSON Schema of every word on the wire, and the tables in docs/protocol.md.
 * `make-schema.mjs` writes both; a test of the SDK compares them with what is in the tree.
 */
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {type ConversionConfig, toJsonSchemaDefs} from '@valibot/to-json-schema';
import type * as v from 'valibot';
import * as protocol from '../packages/sdk/src/protocol/index.js';

const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));
export const schemaFile = path('docs/protocol.schema.json');
export const documentFile = path('docs/protocol.md');

type Schema = v.GenericSchema;
const words: Readonly<Record<string, unknown>> = {...protocol};

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && (value as {kind?: unknown}).kind === 'schema';

/** Every schema the protocol exports by name. `Rev` is `Seq`: the first name of a schema is its name. */
function namedSchemas(): Map<Schema, string> {
  const names = new Map<Schema, string>();
  for (const name of ['Seq', ...Object.keys(words).sort()]) {
    const value = words[name];
    if (isSchema(value) && !names.has(value)) names.set(value, name);
  }
  return names;
}

// A check that has no JSON Schema form (bytes of UTF-8, no control characters by Unicode class) is said in words in the
// document; the schema is then wider, never narrower.
const conversion: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  errorMode: 'ignore',
  ignoreActions: ['check', 'safe_integer', 'trim'],
};

/** docs/protocol.schema.json as text. An operation's input and output are `#/$defs/NAME.input` and `#/$defs/NAME.output`. */
export function schemaText(): string {
  const definitions: Record<string, Schema> = {};
  for (const [schema, name] of namedSchemas()) definitions[name] = schema;
  for (const [name, {input, output}] of Object.entries(protocol.operations)) {
    definitions[`${name}.input`] = input;
    if (!namedSchemas().has(output)) definitions[`${name}.output`] = output;
  }
  const converted = toJsonSchemaDefs(definitions, {...conversion, overrideSchema});
  for (const [name, {output}] of Object.entries(protocol.operations)) {
    const named = namedSchemas().get(output);
    if (named !== undefined) converted[`${name}.output`] = {$ref: `#/$defs/${named}`};
  }
  const sorted = Object.fromEntries(Object.entries(converted).sort(([left], [right]) => (left < right ? -1 : 1)));
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Parlor wire protocol, version ${protocol.protocolVersion}`,
    description: 'Generated from packages/sdk/src/protocol by scripts/make-schema.mjs; the rules are in protocol.md.',
    $defs: sorted,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The document with every generated part made anew. */
export function documentText(current: string = readFileSync(documentFile, 'utf8')): string {
  const parts: Record<string, () => string> = {
    operations: operationsTable,
    shapes: shapes,
    nouns,
    frames,
    webhooks,
    push,
    notifications,
    reminders,
    polls,
    failures: failuresTable,
    limits: limitsTable,
    version,
  };
  const seen = new Set<string>();
  const text = current.replace(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end of generated -->)/g,
    (_, start: string, name: string, end: string) => {
      const make = parts[name];
      if (!make)
        throw new Error(
          `docs/protocol.md asks for a generated part "${name}", which scripts/protocol-document.ts does not make.`,
        );
      seen.add(name);
      return `${start}\n${make()}\n\n${end}`;
    },
  );
  const missing = Object.keys(parts).filter((name) => !seen.has(name));
  if (missing.length > 0)
    throw new Error(`docs/protocol.md has no place for the generated part "${missing.join('", "')}".`);
  return text;
}

/** Integers keep their bounds: valibot's `safeInteger` has no JSON Schema form of its own. */
function overrideSchema({valibotSchema, jsonSchema}: Parameters<NonNullable<ConversionConfig['overrideSchema']>>[0]) {
  const pipe = 'pipe' in valibotSchema ? (valibotSchema.pipe as readonly {type: string}[]) : [];
  if (!pipe.some(({type}) => type === 'safe_integer')) return undefined;
  return {maximum: Number.MAX_SAFE_INTEGER, ...jsonSchema, type: 'integer' as const};
}

function operationsTable(): string {
  const rows = Object.entries(protocol.operations).map(([name, row]) => {
    const rest = row.rest.map(({method, path}) => `\`${method} ${path}\``).join('<br>');
    return `| \`${name}\` | ${row.does} | ${rest} | ${row.who} | ${row.cost} | ${row.durable ? 'yes' : ''} |`;
  });
  return [
    '| Operation | Does | REST (under `/v1`) | Who may | Cost | Durable |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function shapes(): string {
  const names = namedSchemas();
  const lines = Object.entries(protocol.operations).map(
    ([name, {input, output}]) =>
      `${name}\n  input  ${shape(input, names, true)}\n  output ${shape(output, names, false)}`,
  );
  return ['```text', ...lines, '```'].join('\n');
}

const nounNames = [
  'Content', 'TextRange', 'Attachment', 'AttachmentInput', 'Message', 'Quote', 'ReactionSummary', 'ConversationMeta', 'Context', 'Member', 'Own',
  'Preview', 'InboxRow', 'Profile', 'Status', 'Presence', 'Written', 'HistoryRange', 'SyncOutput',
]; // biome-ignore format: a list

function nouns(): string {
  return blocks(nounNames);
}

function frames(): string {
  return blocks([
    'Handshake', 'Request', 'Success', 'Failure', 'QueuedOp', 'HelloFrame', 'ChangesFrame', 'Change', 'InboxFrame', 'ReceiptFrame', 'TickFrame',
    'LagFrame', 'DrainingFrame', 'AuthFrame', 'SessionFrame', 'ProfileFrame', 'NotificationsFrame', 'EphemeralFrame', 'ClientEphemeral',
  ]); // biome-ignore format: a list
}

function notifications(): string {
  return blocks(['Notification', 'NotificationState']);
}

function polls(): string {
  return blocks(['Poll', 'PollOption']);
}

function reminders(): string {
  return blocks(['Reminder']);
}

function webhooks(): string {
  return blocks(['WebhookEvent', 'WebhookType', 'Webhook', 'WebhookFailure', 'DeadEvent']);
}

function push(): string {
  return blocks(['PushNotice', 'PushPreview', 'QuietHours']);
}

function blocks(wanted: readonly string[]): string {
  const names = namedSchemas();
  const lines = wanted.map((name) => `${name} = ${shape(words[name] as Schema, names, true)}`);
  return ['```text', ...lines, '```'].join('\n');
}

function failuresTable(): string {
  const rows = Object.entries(protocol.failures).map(
    ([code, {http, retry, says}]) => `| \`${code}\` | ${http} | ${retry} | ${says} |`,
  );
  return ['| Code | HTTP | retry | Says |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The sentence above each limit in the source is its description. */
function limitsTable(): string {
  const source = readFileSync(path('packages/sdk/src/protocol/limits.ts'), 'utf8');
  const rows = Object.entries(protocol.defaultLimits).map(([name, value]) => {
    const says = new RegExp(`/\\*\\* ([^*]+?) \\*/\\s+${name}:`).exec(source)?.[1];
    if (!says) throw new Error(`The limit "${name}" in limits.ts has no sentence above it.`);
    return `| \`${name}\` | ${value.toLocaleString('en-US')} | ${says} |`;
  });
  return ['| Limit | Default | What is counted |', '| --- | --- | --- |', ...rows].join('\n');
}

function version(): string {
  const list = (values: readonly unknown[]): string => values.map((value) => `\`${String(value)}\``).join(', ');
  return `Versions of this text: ${list(protocol.protocolVersions)}. Features a server may announce: ${list(protocol.features)}.`;
}

type Loose = Schema & {
  wrapped?: Schema;
  item?: Schema;
  value?: Schema;
  items?: readonly Schema[];
  options?: readonly unknown[];
  literal?: unknown;
  entries?: Record<string, Schema>;
  pipe?: readonly Step[];
};
type Step = {kind: string; type: string; pipe?: readonly Step[]};

/** A pipe may begin with another pipe. */
function isInteger({pipe}: {pipe?: readonly Step[]}): boolean {
  return pipe?.some((step) => step.type === 'safe_integer' || isInteger(step)) ?? false;
}

/** A schema as a reader of the document sees it: `{conversation: ConversationId, limit?: integer}`. */
function shape(schema: Schema, names: ReadonlyMap<Schema, string>, open: boolean): string {
  const name = names.get(schema);
  if (name !== undefined && !open) return name;
  const loose = schema as Loose;
  const inner = (part: Schema): string => shape(part, names, false);
  const part = (found: Schema | undefined): string => (found ? inner(found) : 'any JSON');
  switch (loose.type) {
    case 'optional':
    case 'nullable':
      return loose.type === 'nullable' ? `${part(loose.wrapped)} | null` : part(loose.wrapped);
    case 'number':
      return isInteger(loose) ? 'integer' : 'number';
    case 'array':
      return `${part(loose.item)}[]`;
    case 'record':
      return `{[name]: ${part(loose.value)}}`;
    case 'tuple':
      return `[${(loose.items ?? []).map(inner).join(', ')}]`;
    case 'literal':
      return JSON.stringify(loose.literal);
    case 'picklist':
      return (loose.options ?? [])
        .map((option) => JSON.stringify(option))
        .join(' | ')
        .replace(/("[A-Z_]+" \| ){5}.+/, 'a code of the table');
    case 'union':
    case 'variant':
      return (loose.options ?? [])
        .map((option) =>
          open && loose.type === 'variant' ? `\n  | ${inner(option as Schema)}` : inner(option as Schema),
        )
        .join(loose.type === 'variant' && open ? '' : ' | ');
    case 'object':
    case 'strict_object': {
      const fields = Object.entries(loose.entries ?? {}).map(
        ([key, value]) => `${key}${value.type === 'optional' ? '?' : ''}: ${inner(value)}`,
      );
      return fields.length === 0 ? '{}' : `{${fields.join(', ')}}`;
    }
    case 'unknown':
      return 'any JSON';
    default:
      return loose.type;
  }
}
