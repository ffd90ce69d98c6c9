/**
 * The port over plain requests and long polls, for networks that cut sockets. It hears of changed conversations only, as
 * inbox rows, and the client then fetches what it shows; typing and presence need a socket.
 */
import type {Clock} from '../base/clock.js';
import {defined} from '../base/keep.js';
import {ChatError} from '../core/failure.js';
import type {Failure} from '../protocol/failure.js';
import type {Method} from '../protocol/operation.js';
import type {OutputOf, RequestName} from '../protocol/operations.js';
import {isReply, requestMs} from './reply.js';
import type {Transport} from './transport.js';

/** The REST form of every request, as in the operations table, which is too heavy for a page (a test compares them). */
export const routes: {readonly [Name in RequestName]: `${Method} ${string}`} = {
  sync: 'GET /sync',
  'inbox.page': 'GET /conversations',
  'inbox.rows': 'POST /conversations/rows',
  totals: 'GET /me/totals',
  'conversation.get': 'GET /conversations/{conversation}',
  'conversation.delta': 'GET /conversations/{conversation}/delta',
  'history.page': 'GET /conversations/{conversation}/messages',
  'history.revalidate': 'GET /conversations/{conversation}/revalidate',
  'member.list': 'GET /conversations/{conversation}/members',
  'reaction.list': 'GET /conversations/{conversation}/messages/{id}/reactions',
  'commands.list': 'GET /conversations/{conversation}/commands',
  'pin.list': 'GET /conversations/{conversation}/pins',
  'later.list': 'GET /me/later',
  'notifications.list': 'GET /me/notifications',
  'reminder.list': 'GET /me/reminders',
  'receipt.list': 'GET /conversations/{conversation}/messages/{id}/receipts',
  'messages.search': 'GET /search',
  'mention.list': 'GET /me/mentions',
  'inbox.find': 'GET /search/conversations',
  'upload.create': 'POST /conversations/{conversation}/uploads',
  'file.urls': 'POST /conversations/{conversation}/files/urls',
  'own.set': 'PUT /conversations/{conversation}/me',
  'typing.set': 'PUT /conversations/{conversation}/typing',
  'person.get': 'POST /people/get',
  'person.find': 'GET /people',
  'block.list': 'GET /me/blocks',
  'report.create': 'POST /reports',
  'presence.set': 'PUT /me/presence',
  'presence.watch': 'POST /presence/watch',
  'ops.push': 'POST /ops',
  'auth.refresh': 'POST /auth/refresh',
  'push.unsubscribe': 'DELETE /me/push/{id}',
  'session.revoke': 'DELETE /me/sessions',
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

      async function request<Name extends RequestName>(
        op: Name,
        input: object,
        timeoutMs = requestMs,
      ): Promise<OutputOf<Name>> {
        if (abort.signal.aborted) throw new ChatError('OFFLINE');
        const {address, ...sent} = form(op, input);
        const late = new AbortController();
        const {signal} = late;
        const leave = (): void => late.abort();
        const stopClock = clock.after(timeoutMs, leave);
        abort.signal.addEventListener('abort', leave, {signal});
        try {
          const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'};
          const response = await fetch(base + address, {...sent, headers, signal});
          const answer = (await response.json()) as unknown;
          if (response.ok) {
            if (op === 'auth.refresh') ({token} = input as {token: string});
            return answer as OutputOf<Name>;
          }
          throw isReply(answer) ? ChatError.from(answer as Failure) : new ChatError('UNAVAILABLE');
        } catch (error) {
          // what was sent may have arrived: only the server's word says what was done
          throw error instanceof ChatError ? error : new ChatError('TIMEOUT', {cause: error});
        } finally {
          stopClock();
          leave();
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
          // plain requests do not tell it; a cursor of another one is refused
          epoch: '',
          serverTime: startedAt,
          heartbeatMs: 0,
          expiresAt,
          limits: {},
          sync: page,
        });
        const tell = ({notifications}: OutputOf<'sync'>): void => {
          if (notifications) events.frame({type: 'notifications', ...notifications});
        };
        tell(page);
        let {cursor} = page;
        for (;;) {
          page = await request('sync', {cursor, wait: waitSeconds}, waitSeconds * 1000 + requestMs);
          const next = page.cursor;
          tell(page);
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
export function form(op: RequestName, input: object): {method: string; address: string; body?: string} {
  const rest = defined(input) as Record<string, string>;
  const [method, path] = routes[op].split(' ') as [Method, string];
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  return method === 'GET'
    ? {method, address: `${address}?${new URLSearchParams(rest)}`}
    : {method, address, body: JSON.stringify(rest)};
}
