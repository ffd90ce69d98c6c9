/** Operations over REST, as the protocol's table of operations writes them (PWP-REST-001). */
import {failures, type Operation, type OperationName, operations, type Reply, type Route} from '@parlor/sdk/protocol';
import {Broken, Late, show} from './expect.js';
import {checkReply} from './reply.js';

export type RestAnswer = {status: number; headers: Headers; text: string; body: unknown};
export type RestRequest = {
  token?: string | undefined;
  headers?: Record<string, string> | undefined;
  /** JSON, or a text that is sent as it is. */
  body?: unknown;
  timeoutMs: number;
};

/** One request, whatever comes of it. `path` begins with a slash. */
export async function request(
  url: string,
  method: string,
  path: string,
  {token, headers, body, timeoutMs}: RestRequest,
): Promise<RestAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url + path, {
      method,
      signal,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && {authorization: `Bearer ${token}`}),
        ...(body !== undefined && {'content-type': 'application/json'}),
        ...headers,
      },
      ...(body !== undefined && {body: typeof body === 'string' ? body : JSON.stringify(body)}),
    });
    const text = await response.text();
    return {status: response.status, headers: response.headers, text, body: parsed(text)};
  } catch (error) {
    if (signal.aborted) throw new Late(`${method} ${path} was not answered within ${timeoutMs} ms`);
    throw new Broken(`${method} ${path} failed: ${reasonOf(error)}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const reasonOf = (error: unknown): string => {
  const {message, cause} = error as {message?: string; cause?: {message?: string}};
  return cause?.message ?? message ?? String(error);
};

export type Line = {method: string; path: string; body: Record<string, unknown> | undefined};

/** The request line and body of an operation; fields the table does not know go where its known ones go. */
export function lineOf(name: OperationName, input: Readonly<Record<string, unknown>>): Line {
  const {rest} = operations[name] as Operation;
  const route = rest.find((other) => fits(other, input)) ?? (rest[0] as Route);
  const left = new Map(Object.entries(input));
  for (const field of Object.keys(route.fixed ?? {})) left.delete(field);
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = left.get(field);
    left.delete(field);
    return encodeURIComponent(typeof value === 'string' ? value : show(value));
  });
  if (route.method !== 'GET' && route.method !== 'DELETE') {
    return {method: route.method, path: `/v1${path}`, body: Object.fromEntries(left)};
  }
  const query = new URLSearchParams();
  for (const [field, value] of left) {
    if (value !== undefined) query.set(field, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return {method: route.method, path: `/v1${path}${query.size > 0 ? `?${query}` : ''}`, body: undefined};
}

const fits = ({fixed = {}}: Route, input: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(fixed).every(([field, value]) => input[field] === value);

/** An HTTP answer as the reply it stands for; the status has to be the one of the table (PWP-ERROR-001, PWP-REST-002). */
export function replyOf(op: string, {status, headers, body, text}: RestAnswer): Reply {
  if (body === undefined) throw new Broken(`${op} was answered with status ${status} and no JSON: ${show(text)}`);
  if (!/^application\/json\b/.test(headers.get('content-type') ?? ''))
    throw new Broken(`${op} was answered as ${headers.get('content-type')} instead of application/json`);
  if (status === 200) return checkReply(op, {ok: true, result: body});
  const reply = checkReply(op, body);
  if (reply.ok)
    throw new Broken(`${op} was answered with status ${status} and a body that is no failure: ${show(body)}`);
  if (failures[reply.code].http !== status)
    throw new Broken(`${reply.code} came with status ${status} instead of ${failures[reply.code].http}`);
  return reply;
}
