/**
 * The port over plain requests and long polls, for networks that cut sockets. It hears of changed conversations only, as
 * inbox rows, and the client then fetches what it shows; typing and presence need a socket. It is part of what is loaded first,
 * so that a page that has the SDK has a connection.
 */
import type {Clock} from '../base/clock.js';
import {ChatError} from '../core/failure.js';
import type {Failure} from '../protocol/failure.js';
import type {Method} from '../protocol/operation.js';
import type {OperationName, OutputOf} from '../protocol/operations.js';
import {isReply, requestMs} from './reply.js';
import type {Transport} from './transport.js';

/** The REST form of every operation, as in the operations table, which is too heavy for a page (a test compares them). */
export const routes: {readonly [Name in OperationName]: readonly [Method, string]} = {
  sync: ['GET', '/sync'],
  'inbox.page': ['GET', '/conversations'],
  'inbox.rows': ['POST', '/conversations/rows'],
  totals: ['GET', '/me/totals'],
  'conversation.get': ['GET', '/conversations/{conversation}'],
  'conversation.delta': ['GET', '/conversations/{conversation}/delta'],
  'history.page': ['GET', '/conversations/{conversation}/messages'],
  'history.revalidate': ['GET', '/conversations/{conversation}/revalidate'],
  'conversation.direct': ['PUT', '/direct/{user}'],
  'conversation.create': ['POST', '/conversations'],
  'conversation.update': ['PATCH', '/conversations/{conversation}'],
  'member.list': ['GET', '/conversations/{conversation}/members'],
  'member.add': ['PUT', '/conversations/{conversation}/members/{user}'],
  'member.remove': ['DELETE', '/conversations/{conversation}/members/{user}'],
  'member.leave': ['POST', '/conversations/{conversation}/leave'],
  'member.role': ['PUT', '/conversations/{conversation}/members/{user}/role'],
  'message.send': ['PUT', '/conversations/{conversation}/messages/{id}'],
  'message.edit': ['PATCH', '/conversations/{conversation}/messages/{id}'],
  'message.delete': ['DELETE', '/conversations/{conversation}/messages/{id}'],
  'reaction.set': ['PUT', '/conversations/{conversation}/messages/{id}/reactions/{key}'],
  'reaction.list': ['GET', '/conversations/{conversation}/messages/{id}/reactions'],
  'own.set': ['PUT', '/conversations/{conversation}/me'],
  'receipt.list': ['GET', '/conversations/{conversation}/messages/{id}/receipts'],
  'person.get': ['POST', '/people/get'],
  'person.find': ['GET', '/people'],
  'profile.set': ['PATCH', '/me'],
  'presence.set': ['PUT', '/me/presence'],
  'presence.watch': ['POST', '/presence/watch'],
  'typing.set': ['PUT', '/conversations/{conversation}/typing'],
  'ops.push': ['POST', '/ops'],
  'auth.refresh': ['POST', '/auth/refresh'],
};

/** Seconds the server holds a poll without news. */
const waitSeconds = 25;

export function httpTransport({url, clock}: {url: string; clock: Clock}): Transport {
  const base = `${url.replace(/\/$/, '')}/v1`;
  return {
    connect(hello, events) {
      const abort = new AbortController();
      let {token} = hello;

      const end = (error?: ChatError): void => {
        if (abort.signal.aborted) return;
        abort.abort();
        events.closed(error);
      };

      async function request<Name extends OperationName>(
        op: Name,
        input: object,
        timeoutMs = requestMs,
      ): Promise<OutputOf<Name>> {
        if (abort.signal.aborted) throw new ChatError('OFFLINE', {retry: 'after'});
        const {method, address, body} = form(op, input);
        const late = new AbortController();
        const stopClock = clock.after(timeoutMs, () => late.abort());
        const leave = (): void => late.abort();
        abort.signal.addEventListener('abort', leave);
        try {
          const response = await fetch(base + address, {
            method,
            headers: {
              authorization: `Bearer ${token}`,
              ...(body !== undefined && {'content-type': 'application/json'}),
            },
            ...(body !== undefined && {body}),
            signal: late.signal,
          });
          const answer = (await response.json()) as unknown;
          if (response.ok) {
            if (op === 'auth.refresh') ({token} = input as {token: string});
            return answer as OutputOf<Name>;
          }
          throw isReply(answer) ? ChatError.from(answer as Failure) : new ChatError('UNAVAILABLE', {retry: 'after'});
        } catch (error) {
          // what was sent may have arrived: only the server's word says what was done
          throw error instanceof ChatError ? error : new ChatError('TIMEOUT', {retry: 'after', cause: error});
        } finally {
          stopClock();
          abort.signal.removeEventListener('abort', leave);
        }
      }

      async function poll(): Promise<void> {
        const startedAt = clock.now();
        const {expiresAt} = await request('auth.refresh', {token});
        let page = await request('sync', hello.cursor ? {cursor: hello.cursor} : {});
        const {sub = ''} = claims(token);
        events.frame({
          type: 'hello',
          connection: 'http',
          user: sub,
          proto: 1,
          features: [],
          epoch: hello.epoch ?? '',
          serverTime: startedAt,
          heartbeatMs: 0,
          expiresAt,
          limits: {},
          sync: page,
        });
        let {cursor} = page;
        for (;;) {
          page = await request('sync', {cursor, wait: waitSeconds}, waitSeconds * 1000 + requestMs);
          const next = page.cursor;
          if (page.rows.length) events.frame({type: 'inbox', rows: page.rows});
          while (page.next) {
            page = await request('sync', {cursor, after: page.next});
            events.frame({type: 'inbox', rows: page.rows});
          }
          cursor = next;
          events.frame({type: 'tick', cursor});
        }
      }
      poll().catch((error: unknown) => end(error as ChatError));

      return {
        request: (op, input, options) => request(op, input, options?.timeoutMs),
        ephemeral: ({conversation, on}) => {
          // may be lost, like every ephemeral frame
          request('typing.set', {conversation, on}).catch(() => undefined);
        },
        close: () => end(),
      };
    },
  };
}

/** Who the token is for. It is the server that checks it. */
function claims(token: string): {sub?: string} {
  try {
    const bytes = Uint8Array.from(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder().decode(bytes)) as {sub?: string};
  } catch {
    return {};
  }
}

/** An input as path, query or body. */
export function form(op: OperationName, input: object): {method: Method; address: string; body?: string} {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  let [method, path] = routes[op];
  if (op === 'reaction.set') {
    if (!rest.get('on')) method = 'DELETE';
    rest.delete('on');
  }
  path = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest.get(name));
    rest.delete(name);
    return encodeURIComponent(value);
  });
  if (method !== 'GET' && method !== 'DELETE')
    return {method, address: path, body: JSON.stringify(Object.fromEntries(rest))};
  const query = new URLSearchParams([...rest].map(([name, value]) => [name, String(value)])).toString();
  return {method, address: query ? `${path}?${query}` : path};
}
