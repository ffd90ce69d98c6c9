/** A real server on a free port, and chats that speak to it over real sockets or requests. */
import {SignJWT} from 'jose';
import {createServer, type ParlorServer} from '../../reference-server/src/app/create-server.js';
import type {Claim} from '../../reference-server/src/control/claim.js';
import {createLog} from '../../reference-server/src/log.js';
import {memoryStore} from '../../reference-server/src/store/memory/store.js';
import type {Readable} from '../src/base/readable.js';
import type {Chat, ChatOptions} from '../src/client/api.js';
import {createChat} from '../src/client/chat.js';
import type {ChatError} from '../src/core/failure.js';

const secret = 'a secret for tests that is long enough';

export type Live = {
  readonly server: ParlorServer;
  readonly url: string;
  token(user: string, lifeSeconds?: number): Promise<string>;
  chat(user: string, options?: Partial<ChatOptions>): Chat & {errors: ChatError[]};
  end(): Promise<void>;
};

export async function live(port = 0, store = memoryStore(), control?: Claim): Promise<Live> {
  const server = await createServer({
    ...{auth: {keys: {secret}}, store, control, log: createLog('silent')},
    // everybody is new here
    rates: {newcomer: {perSecond: Number.POSITIVE_INFINITY, burst: 1}},
  });
  const {url} = await server.listen(port);
  const chats: Chat[] = [];
  let names = 0;
  const token = (user: string, lifeSeconds = 900): Promise<string> =>
    new SignJWT({sub: user, aud: 'parlor-bot', name: user})
      .setProtectedHeader({alg: 'HS256'})
      .setIssuedAt()
      .setExpirationTime(`${lifeSeconds}s`)
      .sign(new TextEncoder().encode(secret));
  return {
    server,
    url,
    token,
    chat(user, options = {}) {
      const errors: ChatError[] = [];
      const chat = createChat({
        url,
        user,
        getToken: () => token(user),
        name: `live-${user}-${++names}`,
        onError: (error) => errors.push(error),
        ...options,
      });
      chats.push(chat);
      return Object.assign(chat, {errors});
    },
    async end() {
      for (const chat of chats) await chat.close();
      await server.close({windowMs: 0});
    },
  };
}

/** Resolves with the first value that is so. */
export function first<Value>(
  readable: Readable<Value>,
  isSo: (value: Value) => unknown,
  what: string,
  ms = 8_000,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      stop();
      reject(new Error(`not within ${ms} ms: ${what}; it is ${JSON.stringify(readable.get())?.slice(0, 600)}`));
    }, ms);
    const stop = readable.subscribe((value) => {
      if (!isSo(value)) return;
      clearTimeout(late);
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}
