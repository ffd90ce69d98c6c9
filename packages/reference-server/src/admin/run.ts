/** `parlor-admin`: the host's operations from a command line. Exit code 0 when it was done, 1 when it was refused, 2 when it could not be asked. */
import {type Operation, operations} from '@parlor/sdk/protocol';
import {SignJWT} from 'jose';
import * as v from 'valibot';
import {fieldsOf, readQueryValue} from '../http/input.js';
import {optionsIn, type Settings, WrongUsage} from './options.js';

/** What everybody may do, and the host with an owner's rights (PWP-HOST-002) or of any conversation (PWP-HOST-013, PWP-HOST-015). */
export const shared: readonly string[] = [
  'conversation.update',
  'member.list',
  'member.add',
  'member.remove',
  'member.unban',
  'member.role',
  'message.delete',
  'message.pin',
  'file.urls',
];
const table: Readonly<Record<string, Operation>> = operations;
const mayRun = (name: string): boolean =>
  Object.hasOwn(table, name) && (table[name]?.who === 'host' || shared.includes(name));
const names = Object.keys(table).filter(mayRun);

const help = `parlor-admin: what your own backend may do, from a command line

Usage: parlor-admin OPERATION [FIELD=VALUE …] [--as NAME] [--url URL]
       parlor-admin OPERATION --help          says its fields

  FIELD=VALUE         a field of the operation; text, a number, true or false, or JSON for what has parts
  --as NAME           who you are: it is written in the audit         (PARLOR_ADMIN; needed to sign a token)
  --url URL           the server                                      (PARLOR_URL; http://127.0.0.1:3000)
  --help

The token is PARLOR_ADMIN_TOKEN, or one for a minute signed with PARLOR_JWT_SECRET (and PARLOR_ISSUER, where it is set).
What is answered is printed as JSON. Exit codes: 0 done, 1 refused, 2 it could not be asked.

Operations:
${names.map((name) => `  ${name}`).join('\n')}
`;

type Output = {out(text: string): void; err(text: string): void};

export async function admin(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  {out, err}: Output,
): Promise<number> {
  try {
    const {name, fields, isHelp, ...settings} = optionsIn(args, environment);
    if (name === undefined) {
      if (!isHelp) throw new WrongUsage('What is to be done is missing');
      out(help);
      return 0;
    }
    const operation = mayRun(name) ? table[name] : undefined;
    if (!operation) throw new WrongUsage(`There is no operation ${name} for a backend`);
    if (isHelp) {
      out(helpOf(name, operation));
      return 0;
    }
    const reply = await ask(settings, operation, inputOf(operation, fields));
    if (reply.ok) {
      out(`${JSON.stringify(reply.body, undefined, 2)}\n`);
      return 0;
    }
    err(`parlor-admin: ${sentenceOf(reply)}\n`);
    return 1;
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    err(`parlor-admin: ${error.message}.${error.isAboutUse ? ' --help says more.' : ''}\n`);
    return 2;
  }
}

function helpOf(name: string, {does, input}: Operation): string {
  const fields = Object.entries(fieldsOf(input)).map(
    ([field, schema]) => `  ${field}${schema.type === 'optional' ? '' : ' (needed)'}`,
  );
  return `${name}: ${does}\n${fields.length > 0 ? `\n${fields.join('\n')}\n` : ''}`;
}

/** Texts as the operation's fields mean them, checked before anything is asked. */
function inputOf(operation: Operation, fields: ReadonlyMap<string, string>): Record<string, unknown> {
  const known = fieldsOf(operation.input);
  const input: Record<string, unknown> = {};
  for (const [name, text] of fields) {
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!schema) throw new WrongUsage(`There is no field ${name}; it has ${Object.keys(known).join(', ')}`);
    input[name] = readField(schema, text);
  }
  const checked = v.safeParse(operation.input, input, {abortEarly: true});
  if (checked.success) return input;
  const [issue] = checked.issues;
  throw new WrongUsage(`${v.getDotPath(issue) ?? 'the input'}: ${issue.message}`);
}

/** As a query has it; what has parts is JSON. */
function readField(schema: v.GenericSchema, text: string): unknown {
  const value = readQueryValue(schema, text);
  if (v.is(schema, value)) return value;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return value;
  }
}

type Answer = {ok: boolean; status: number; body: unknown};

async function ask(settings: Settings, {rest}: Operation, input: Record<string, unknown>): Promise<Answer> {
  const [route] = rest;
  if (!route) throw new WrongUsage('It cannot be asked over HTTP');
  const left = new Map(Object.entries(input));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(left.get(name));
    left.delete(name);
    return encodeURIComponent(value);
  });
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE';
  const query = hasBody ? '' : new URLSearchParams([...left].map(([name, value]) => [name, String(value)])).toString();
  try {
    const response = await fetch(`${settings.url}/v1${path}${query && `?${query}`}`, {
      method: route.method,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${await tokenOf(settings)}`,
        ...(hasBody && {'content-type': 'application/json'}),
      },
      ...(hasBody && {body: JSON.stringify(Object.fromEntries(left))}),
    });
    const text = await response.text();
    return {ok: response.ok, status: response.status, body: parsed(text)};
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    const {message, cause} = error as {message: string; cause?: {message?: string}};
    throw new WrongUsage(`${settings.url} does not answer (${cause?.message ?? message})`, false);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function sentenceOf({status, body}: Answer): string {
  const {code, detail} = (body ?? {}) as {code?: unknown; detail?: unknown};
  if (typeof code !== 'string') return `the answer is no word of Parlor's (status ${status})`;
  return typeof detail === 'string' ? `${code}: ${detail}` : code;
}

/** Good for a minute: one request. */
async function tokenOf({token, secret, issuer, as}: Settings): Promise<string> {
  if (token !== undefined) return token;
  if (secret === undefined) throw new WrongUsage('PARLOR_ADMIN_TOKEN or PARLOR_JWT_SECRET has to be set');
  if (as === undefined) throw new WrongUsage('--as NAME is missing: who you are is written in the audit');
  const now = Math.floor(Date.now() / 1000);
  const claims = {sub: as, aud: 'parlor-admin', iat: now, exp: now + 60, ...(issuer !== undefined && {iss: issuer})};
  return new SignJWT(claims).setProtectedHeader({alg: 'HS256'}).sign(new TextEncoder().encode(secret));
}
